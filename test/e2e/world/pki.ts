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

/** Another certificate of the same server, by the same authority, that is valid from a time on; the path of its PEM file. */
export function certificateFrom(folder: string, from: Date): string {
  const at = (name: string) => join(folder, name);
  const when = `${from.toISOString().replace(/[-:T]|\..*/g, '')}Z`;
  writeFileSync(
    at('ca.conf'),
    `[ca]\ndatabase=${at('database')}\npolicy=any\nrand_serial=yes\n[any]\ncommonName=supplied\n`,
  );
  writeFileSync(at('database'), '');
  execFileSync(
    'openssl',
    [
      ...['ca', '-batch', '-notext', '-config', at('ca.conf'), '-name', 'ca', '-md', 'sha256', '-days', '2'],
      ...['-startdate', when, '-cert', at('ca.pem'), '-keyfile', at('ca.key'), '-extfile', at('san')],
      ...['-in', at('server.csr'), '-outdir', folder, '-out', at('later.pem')],
    ],
    { stdio: 'ignore' },
  );
  return at('later.pem');
}
