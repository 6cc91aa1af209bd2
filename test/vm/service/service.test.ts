import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../support/needs.js';
import { root, shared } from '../../support/places.js';
import { Container } from './container.js';
import { damage, derive, stage } from './releases.js';

const rootfs = process.env.OSTIARY_ROOTFS;
const withShared = needs('sharedModels', 'sharedPictures');
const patience = { timeout: 30_000, interval: 100 };

/** Steps of one life of a terminal, in order. */
needs('container').describe('the service under systemd', () => {
  let scratch: string;
  let box: Container;
  const say = (line: string) => console.info(`figure: ${line}`);
  const install = (release: string, words = '') => box.run(`/releases/${release}/systemd/install.sh ${words} 2>&1`);
  const status = async () => JSON.parse((await box.run('ostiary status --json')).stdout || '{}');
  const pid = async () => Number((await box.unit('MainPID')).MainPID);
  const gone = async (command: string) => (await box.run(command)).status !== 0;
  const restarted = async (cause: string, kill: (pid: number) => Promise<unknown>) => {
    const before = await pid();
    await kill(before);
    const since = performance.now();
    const passed = () => ((performance.now() - since) / 1000).toFixed(1);
    await expect.poll(() => gone(`test -d /proc/${before}`), patience).toBe(true);
    say(`${cause}: ended after ${passed()} s`);
    const another = async () => {
      const { ActiveState, MainPID } = await box.unit('ActiveState', 'MainPID');
      return ActiveState === 'active' && Number(MainPID) > 0 && Number(MainPID) !== before;
    };
    await expect.poll(another, patience).toBe(true);
    say(`${cause}: another daemon is ready after ${passed()} s, of which it pauses 2`);
  };

  beforeAll(async () => {
    scratch = mkdtempSync('/var/tmp/ostiary-vm-');
    const first = stage(join(scratch, 'first'));
    derive(first, join(scratch, 'second'), '0.2.0');
    derive(first, join(scratch, 'crashing'), '0.3.0', { 'dist/main.js': 'setTimeout(() => process.exit(1), 500);\n' });
    damage(first, join(scratch, 'damaged'));
    const binds = [`${scratch}:/releases`, `${join(root, 'test/vm/service')}:/test`];
    box = new Container(rootfs ?? '', scratch, withShared.missing ? binds : [...binds, `${shared}:/shared`]);
    await box.booted();
    await box.must('mkdir -p /etc/systemd/system/ostiary.service.d');
  }, 180_000);
  afterAll(async () => {
    await box?.end();
    rmSync(scratch, { recursive: true, force: true });
  }, 120_000);

  it('refuses what it cannot install, with a remedy', async () => {
    expect(await install('damaged')).toMatchObject({
      status: 65,
      stdout: expect.stringMatching(/damaged[\s\S]*remedy/),
    });
    expect(await install('first', 'instal')).toMatchObject({
      status: 64,
      stdout: expect.stringContaining('remedy: Run: '),
    });
    expect((await install('first', '--help')).stdout).toContain('Usage:');
    expect((await install('first', 'rollback')).status).toBe(65);
    expect((await box.run('ls /opt/ostiary/releases/*')).status).not.toBe(0);
  });

  it('installs from an unpacked archive, and is ready without a network', async () => {
    const { status: code, stdout } = await install('first');
    expect(stdout).toContain('is running');
    expect(code).toBe(0);
    const { ExecMainStartTimestampMonotonic: begun, ActiveEnterTimestampMonotonic: ready } = await box.unit(
      'ExecMainStartTimestampMonotonic',
      'ActiveEnterTimestampMonotonic',
    );
    const seconds = (Number(ready) - Number(begun)) / 1e6;
    // A figure, no limit: the machine is shared.
    say(`ready ${seconds.toFixed(2)} s after start`);
    expect(await box.unit('Type', 'User', 'NRestarts')).toEqual({ Type: 'notify', User: 'ostiary', NRestarts: '0' });
    expect((await box.must('id --name --groups ostiary')).split(' ').sort()).toEqual([
      'gpio',
      'ostiary',
      'plugdev',
      'video',
    ]);
    expect(await box.must('stat --format "%U:%G %a" /etc/ostiary/terminal.yaml /etc/ostiary/gallery.key')).toBe(
      'root:ostiary 640\nroot:root 600',
    );
    expect(await status()).toMatchObject({ version: '0.1.0' });
  }, 120_000);

  it('can be installed again at any time: nothing changes', async () => {
    const before = await pid();
    expect(await install('first')).toMatchObject({ status: 0, stdout: expect.stringContaining('already installed') });
    expect(await pid()).toBe(before);
  }, 60_000);

  // The same as a read-only root: nothing but data and run-time files can be written.
  it('runs in its sandbox', async () => {
    const facts = await box.must(`grep -E '^(Uid|NoNewPrivs|Seccomp|CapBnd):' /proc/${await pid()}/status`);
    const uid = await box.must('id --user ostiary');
    expect(await box.must(`ps -o ni= -p ${await pid()}`)).toBe('-5');
    expect(facts.replace(/\s+/g, ' ')).toContain(`Uid: ${uid} `);
    expect(facts).toMatch(/NoNewPrivs:\s+1\n/);
    expect(facts).toMatch(/Seccomp:\s+2(\n|$)/);
    expect(facts).toMatch(/CapBnd:\s+0000000000000000/);
    const main = await pid();
    const refused = (place: string) => gone(`nsenter --target ${main} --mount -- touch ${place}/x`);
    for (const place of ['/etc', '/opt/ostiary', '/usr', '/root']) expect(await refused(place), place).toBe(true);
    for (const place of ['/var/lib/ostiary', '/run/ostiary', '/tmp']) expect(await refused(place), place).toBe(false);
    expect(await box.must('ls -A /root /home')).not.toContain('x');
    expect(
      await box.must('systemd-analyze verify --man=no --recursive-errors=yes /etc/systemd/system/ostiary*.service'),
    ).toBe('');
    const score = await box.must('systemd-analyze security --threshold=20 ostiary | tail -1');
    say(score.replace(/^\W+/, ''));
  });

  withShared.it(
    'sees, in the same sandbox',
    async () => {
      await box.must(
        "printf '[Service]\\nEnvironment=OSTIARY_SHARED=/shared\\n' >/etc/systemd/system/ostiary.service.d/test.conf",
      );
      await box.must(
        'mkdir /var/lib/ostiary/frames && cp $(ls /shared/data/lfw-dev/*/* | head -5) /var/lib/ostiary/frames/',
      );
      const camera = 'camera: { source: frames, folder: /var/lib/ostiary/frames, fps: 5 }';
      await box.must(
        `sed -i '/^camera:/,/^$/d' /etc/ostiary/terminal.yaml && echo '${camera}' >>/etc/ostiary/terminal.yaml`,
      );
      await box.must('chown -R ostiary: /var/lib/ostiary && systemctl daemon-reload && systemctl restart ostiary');
      await expect.poll(async () => (await status()).counters?.framesProcessed ?? 0, patience).toBeGreaterThan(5);
      const { visionPid, residentBytes } = await status();
      // A container may not make a process safer (OOMScoreAdjust=), only another one less safe.
      expect(await box.must(`cat /proc/${visionPid}/oom_score_adj`)).toBe('500');
      expect(await box.must(`ps -o ni= -p ${visionPid}`)).toBe('10');
      const { door, vision } = residentBytes;
      say(`resident: door ${Math.round(door / 2 ** 20)} MiB, vision ${Math.round(vision / 2 ** 20)} MiB`);
    },
    60_000,
  );

  it('is killed and started again when its loop hangs', async () => {
    await restarted('hung loop', (main) =>
      box.must(`/opt/ostiary/current/runtime/bin/node --experimental-websocket /test/hang.mjs ${main}`),
    );
    expect(await box.must('journalctl --unit ostiary --output cat')).toContain('Watchdog timeout');
  }, 60_000);

  it('is killed and started again when it is stopped by SIGSTOP', async () => {
    await restarted('SIGSTOP', (main) => box.must(`kill -STOP ${main}`));
  }, 60_000);

  it('is started again after SIGKILL, its vision process gone with it', async () => {
    const { visionPid } = await status();
    await restarted('SIGKILL', (main) => box.must(`kill -KILL ${main}`));
    expect((await box.run(`test -d /proc/${visionPid}`)).status).not.toBe(0);
  }, 60_000);

  // No GPIO here: it reads the note, and ends where it finds no chip.
  it('runs what secures the door after SIGKILL', async () => {
    const commands = ['/bin/true', '/opt/ostiary/current/build/secure'];
    const repeated = commands.flatMap((command) => Array(5).fill(`ExecStopPost=-${command}`));
    const dropIn = '/etc/systemd/system/ostiary.service.d/stop-post.conf';
    const lines = ['[Service]', 'ExecStopPost=', ...repeated];
    await box.must(
      `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >${dropIn} && systemctl daemon-reload`,
    );
    const note = ['character', '/dev/gpiochip0', 'pinctrl-bcm2711', 17, 0, 0].join('\\n');
    await box.must(`printf '${note}' >/run/ostiary/relay && chown ostiary: /run/ostiary/relay`);
    await box.must(`kill -KILL ${await pid()}`);
    await expect.poll(async () => (await box.stopPost()).length, patience).toBe(repeated.length);
    const ran = await box.stopPost();
    const { ExecMainExitTimestampMonotonic: exit } = await box.unit('ExecMainExitTimestampMonotonic');
    const began = ((ran[0]?.begun ?? Number.NaN) - Number(exit)) / 1000;
    const [nothing = Number.NaN, secure = Number.NaN] = commands.map((command) => {
      const took = ran
        .filter(({ argv }) => argv.join(' ') === command)
        .map(({ begun, ended }) => (ended - begun) / 1000);
      return took.sort((a, b) => a - b)[2];
    });
    expect(secure).toBeGreaterThan(0);
    expect(ran).toHaveLength(repeated.length);
    say(`SIGKILL → ExecStopPost= has ended: ${(began + secure).toFixed(0)} ms`);
    say(`of which until it begins ${began.toFixed(0)} ms, in its sandbox /bin/true takes ${nothing.toFixed(0)} ms, \
secure ${secure.toFixed(0)} ms (medians of 5)`);
    expect(await box.must('journalctl --unit ostiary --output cat')).toContain('/dev/gpiochip0: No such file');
    await box.must(`rm ${dropIn} && systemctl daemon-reload && systemctl restart ostiary`);
  }, 60_000);

  it('stops cleanly when asked', async () => {
    await box.must('systemctl stop ostiary');
    expect(await box.unit('Result', 'ExecMainStatus')).toEqual({ Result: 'success', ExecMainStatus: '0' });
    await box.must('systemctl start ostiary');
  }, 60_000);

  it('lets people out without its key, and refuses every grant', async () => {
    await box.must('mv /etc/ostiary/gallery.key /root/ && systemctl restart ostiary');
    await expect.poll(async () => JSON.stringify((await status()).reports ?? ''), patience).toContain('key.invalid');
    expect((await box.unit('ActiveState')).ActiveState).toBe('active');
    await box.must('mv /root/gallery.key /etc/ostiary/ && systemctl restart ostiary');
  }, 60_000);

  it('reads a key that is encrypted to this machine', async () => {
    const dropIn = '/etc/systemd/system/ostiary.service.d/encrypted.conf';
    const load = 'LoadCredentialEncrypted=ostiary-gallery.key:/etc/ostiary/gallery.key.cred';
    await box.must('mkdir -p /var/lib/systemd');
    await box.must(
      'cd /etc/ostiary && systemd-creds encrypt --name=ostiary-gallery.key gallery.key gallery.key.cred && mv gallery.key /root/',
    );
    await box.must(
      `printf '[Service]\\n${load}\\n' >${dropIn} && systemctl daemon-reload && systemctl restart ostiary`,
    );
    await expect
      .poll(async () => JSON.stringify((await status()).reports ?? ''), patience)
      .toContain('"store","level":"ok"');
    await box.must(`rm ${dropIn} /etc/ostiary/gallery.key.cred && mv /root/gallery.key /etc/ostiary/`);
    await box.must('systemctl daemon-reload && systemctl restart ostiary');
  }, 60_000);

  it('takes over the first-boot file and wipes it', async () => {
    await box.must('mkdir -p /boot/firmware');
    await box.must(
      "printf 'config: {terminal: {name: North}}\\nsecrets: {enrolment.token: s3cret}\\n' >/boot/firmware/ostiary.yaml",
    );
    await box.must('systemctl start ostiary-first-boot && systemctl restart ostiary');
    expect((await box.run('ls /boot/firmware/ostiary.yaml')).status).not.toBe(0);
    expect(await box.must('stat --format "%U:%G %a" /etc/ostiary/enrolment.token')).toBe('root:ostiary 640');
    await expect.poll(async () => (await status()).terminal, patience).toBe('North');
  }, 60_000);

  it('takes a new configuration over when it is reloaded', async () => {
    const before = await pid();
    await box.must("sed -i 's/^  release: .*/  release: 7s/' /etc/ostiary/terminal.yaml && systemctl reload ostiary");
    await expect
      .poll(() => box.must('ostiary config diff; journalctl --unit ostiary'), patience)
      .toContain('door.release');
    expect(await pid()).toBe(before);
    expect((await box.unit('ActiveState')).ActiveState).toBe('active');
  }, 60_000);

  it('is not started again over a wrong configuration when there is no good one', async () => {
    await box.must(
      'cp -a /etc/ostiary/terminal.yaml /root/ && systemctl stop ostiary && rm /var/lib/ostiary/*.last-good',
    );
    await box.must('echo "nonsense: 1" >>/etc/ostiary/terminal.yaml');
    await box.run('systemctl start ostiary');
    await expect.poll(async () => (await box.unit('ActiveState')).ActiveState, patience).toBe('failed');
    expect(await box.unit('ExecMainStatus', 'NRestarts')).toEqual({ ExecMainStatus: '78', NRestarts: '0' });
    await box.must('mv /root/terminal.yaml /etc/ostiary/ && systemctl restart ostiary');
  }, 60_000);

  it('has a collector beside it that may read nothing of the terminal', async () => {
    const site = 'uplink: { broker: mqtt://127.0.0.1:1, site: hq }\\nstore: { folder: /var/lib/ostiary-site }\\n';
    await box.must(`printf '${site}' > /etc/ostiary-site/site.yaml && systemd-tmpfiles --create ostiary.conf`);
    expect(await box.must('stat --format "%U:%G %a" /etc/ostiary-site/site.yaml')).toBe('root:ostiary-collect 640');
    await box.must('ostiary fleet keys create --no-publish');
    // As docs/service.md has it.
    await box.must('install -d -m 750 -g ostiary-collect /etc/ostiary-site/keys');
    await box.must('chown ostiary-collect /etc/ostiary-site/keys/collector-*.pem');
    await box.must('systemctl start ostiary-collect');
    expect(await box.must('stat --format "%U" /var/lib/ostiary-site/site.db')).toBe('ostiary-collect');
    for (const look of [
      'cat /etc/ostiary/terminal.yaml',
      'cat /etc/ostiary-site/keys/operator-*.pem',
      'ls /run/ostiary',
    ])
      expect([look, await gone(`runuser -u ostiary-collect -- ${look}`), await gone(look)]).toEqual([
        look,
        true,
        false,
      ]);
    expect(await box.must('ostiary fleet events --export csv')).toMatch(/^at,terminal/);
    const stopped = performance.now();
    await box.must('systemctl stop ostiary-collect');
    say(`collector: stopped after ${((performance.now() - stopped) / 1000).toFixed(1)} s`);
    expect(await box.must('systemctl show ostiary-collect --property Result --value')).toBe('success');
  }, 60_000);

  it('is upgraded, the collector beside it too, with configuration and people kept', async () => {
    const config = await box.must('sha256sum /etc/ostiary/*');
    await box.must('systemctl start ostiary-collect');
    expect(await install('second')).toMatchObject({ status: 0, stdout: expect.stringContaining('is running') });
    expect((await status()).version).toBe('0.2.0');
    expect(await box.must('sha256sum /etc/ostiary/*')).toBe(config);
    const collector = await box.must('systemctl show ostiary-collect --property MainPID --value');
    expect(await box.must(`readlink /proc/${collector}/exe`)).toContain('/opt/ostiary/releases/0.2.0');
    await box.must('systemctl stop ostiary-collect');
    const kinds = await box.must('ostiary audit export | grep -c terminal.started');
    expect(Number(kinds)).toBeGreaterThan(3);
  }, 120_000);

  it('goes back to the version before when the new one is not healthy', async () => {
    const { status: code, stdout } = await install('crashing');
    expect(stdout).toContain('0.3.0');
    expect(code).toBe(70);
    expect((await status()).version).toBe('0.2.0');
    expect(await box.must('ls /opt/ostiary/releases')).not.toContain('0.3.0');
  }, 180_000);

  it('goes back by hand, also over a database that the newer version changed', async () => {
    await box.must('/releases/first/systemd/install.sh');
    expect((await status()).version).toBe('0.1.0');
    const newer = 'new Sqlite("/var/lib/ostiary/ostiary.db").pragma("user_version = 999")';
    const sqlite = 'const { Sqlite } = await import("/opt/ostiary/current/dist/database/sqlite.js")';
    await box.must(`/opt/ostiary/current/runtime/bin/node --input-type=module -e '${sqlite}; ${newer}'`);
    expect(await install('first', 'rollback')).toMatchObject({ status: 0, stdout: expect.stringContaining('0.2.0') });
    expect(await status()).toMatchObject({ version: '0.2.0' });
    expect(JSON.stringify((await status()).reports)).not.toContain('store.newer');
    expect(await box.must('ls /var/lib/ostiary/from-0.1.0-*')).toContain('ostiary.db');
  }, 180_000);

  it('is uninstalled: data stays unless it is to be purged', async () => {
    expect(await install('first', 'uninstall')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('are kept'),
    });
    expect((await box.run('systemctl cat ostiary')).status).not.toBe(0);
    expect(await box.must('ls /var/lib/ostiary')).toContain('ostiary.db');
    expect(await install('first')).toMatchObject({ status: 0 });
    expect(await install('first', 'uninstall --purge')).toMatchObject({ status: 0 });
    for (const path of ['/opt/ostiary', '/etc/ostiary', '/var/lib/ostiary', '/usr/local/bin/ostiary']) {
      expect((await box.run(`test -e ${path}`)).status, path).not.toBe(0);
    }
    expect((await box.run('getent passwd ostiary')).status).not.toBe(0);
  }, 120_000);
});
