import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const day = 86_400_000;
const stamp = (time: number): string => `${new Date(time).toISOString().replace(/[-:T]|\..*/g, '')}Z`;

const openssl = (folder: string, ...words: string[]) =>
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });

/** `NAME.key` and `NAME.crt`, signed by itself. */
export function makeAuthority(folder: string, name: string): void {
  openssl(
    folder,
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
    '-days',
    '2',
    '-subj',
    `/CN=test-${name}`,
  );
}

interface Certificate {
  readonly name: string;
  readonly usage: 'serverAuth' | 'clientAuth';
  readonly subjectAltName?: string;
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
}

/** `NAME.key` and `NAME.crt`, signed by the authority `ca` in this folder. */
export function makeCertificate(folder: string, certificate: Certificate): void {
  const { name, usage, subjectAltName = 'DNS:localhost,IP:127.0.0.1', from = -1, until = 2 } = certificate;
  const path = (file: string) => join(folder, file);
  writeFileSync(path(`${name}.ext`), `subjectAltName=${subjectAltName}\nextendedKeyUsage=${usage}\n`);
  writeFileSync(path('ca.cnf'), issuer);
  writeFileSync(path('index.txt'), '');
  openssl(folder, 'req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  const dates = ['-startdate', stamp(Date.now() + from * day), '-enddate', stamp(Date.now() + until * day)];
  const files = ['-cert', 'ca.crt', '-keyfile', 'ca.key', '-extfile', `${name}.ext`];
  openssl(
    folder,
    'ca',
    '-batch',
    '-config',
    'ca.cnf',

    '-notext',
    ...files,
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.crt`,
    ...dates,
  );
}

/** What a broker needs to come with another certificate than its own. */
export function serverFiles(folder: string, name: string) {
  const read = (file: string) => readFileSync(join(folder, file));
  return { ca: read('ca.crt'), cert: read(`${name}.crt`), key: read(`${name}.key`) };
}

const issuer = `[ca]
default_ca=d
[d]
database=index.txt
new_certs_dir=.
rand_serial=yes
policy=p
default_md=sha256
[p]
commonName=optional
`;
