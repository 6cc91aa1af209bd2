import { expect, it } from 'vitest';
import { judgeConfig } from '../../../../src/doctor/domain/config.js';
import { parseConfig } from '../../../../src/settings/load/load.js';
import { risksOf } from '../../../../src/settings/schema/risks.js';

const file = '/etc/ostiary/terminal.yaml';
const judge = (level: string) => {
  const config = parseConfig(`liveness: { level: ${level} }`, file, { env: {}, packageRoot: '/opt/ostiary' });
  return judgeConfig({ file, overrides: [], aside: [], risks: risksOf(config) });
};

it('warns where a photograph opens the door', () => {
  expect(judge('unchecked')).toEqual([
    { level: 'ok', seen: `${file} is valid` },
    {
      level: 'warn',
      seen: 'liveness.level is unchecked: a photograph of an enrolled person opens this door',
      remedy: 'Leave it only where you accept this. Otherwise: ostiary config set liveness.level standard.',
    },
  ]);
});

it.each(['standard', 'strict'])('has nothing to say about %s', (level) => {
  expect(judge(level)).toEqual([{ level: 'ok', seen: `${file} is valid` }]);
});
