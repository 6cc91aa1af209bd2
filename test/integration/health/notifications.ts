import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node cannot receive datagrams from a Unix socket; Python can. */
const receiver = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = sys.argv[1]
s.bind('\\0' + name[1:] if name.startswith('@') else name)
print(flush=True)
while True: print(s.recv(65536).decode().replace('\\n', '|'), flush=True)
`;

/** What systemd would be told on this socket: one line per datagram, assignments divided by `|`. */
export async function listenAsSystemd(abstract = false) {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-notify-'));
  const name = abstract ? `@${folder}` : join(folder, 'socket');
  const child = spawn('python3', ['-c', receiver, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    told.push(...lines.filter((line) => line !== ''));
  });
  await once(child.stdout, 'data');
  return {
    name,
    told,
    close() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
