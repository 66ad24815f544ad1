import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** Answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** One request as it was answered. */
export interface Exchange {
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** With its question mark; empty without. */
  readonly query: string;
  readonly status: number;
  readonly received: number;
  readonly sent: number;
}

/** Answers with JSON. */
export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** The body of a request, up to 512 MB. */
export async function body(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 512 * 1024 * 1024) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Hands a request on to a port of this machine, and its answer back. */
export function passTo(port: number): Handler {
  return (request, response) => {
    const upstream = forward(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  };
}
