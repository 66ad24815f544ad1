import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A throw-away certificate authority and one certificate for all names; paths of PEM files. */
export function makeCertificates(folder: string, names: readonly string[]): { ca: string; key: string; cert: string } {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const keyArgs = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...keyArgs, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', '/CN=e2e');
  openssl('req', '-new', ...keyArgs, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=e2e server');
  writeFileSync(at('san'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('san')];
  openssl('x509', '-req', '-in', at('server.csr'), '-out', at('server.pem'), ...signing);
  return { ca: at('ca.pem'), key: at('server.key'), cert: at('server.pem') };
}
