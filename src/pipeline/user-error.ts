import { inspect } from 'node:util';
import { printable } from '../report/printable';

const forUsers = new WeakSet<object>();
let listening = false;

/**
 * Throws an error whose message is all that the user must see: where nobody catches it, the message is printed and the
 * process exits with 1, without a stack trace or a line of our code.
 */
export function throwForUser(error: Error): never {
  forUsers.add(error);
  if (!listening) {
    listening = true;
    process.once('uncaughtException', (uncaught) => {
      const known = typeof uncaught === 'object' && uncaught !== null && forUsers.has(uncaught);
      const text = known ? uncaught.message.split('\n').map(printable).join('\n') : inspect(uncaught);
      process.stderr.write(`${text}\n`);
      process.exit(1);
    });
  }
  throw error;
}
