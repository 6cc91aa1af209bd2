import { z } from 'zod';
import { ConfigError } from '../../base/errors.js';
import { readYaml } from '../load/read-yaml.js';
import { faultsOf, invalid } from '../load/report.js';

const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const secrets = z.record(z.string(), z.string().min(1, 'is empty')).superRefine((files, { addIssue }) => {
  for (const name of Object.keys(files)) {
    if (fileName.test(name) && name !== 'terminal.yaml') continue;
    addIssue({
      code: 'custom',
      path: [name],
      message: 'is not a file name: 1 to 64 of A-Z a-z 0-9 . _ -, not terminal.yaml',
    });
  }
});

const schema = z.strictObject({
  /** Any settings of terminal.yaml; validated there. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** Name of a file beside terminal.yaml → its content. */
  secrets: secrets.default({}),
});

export type FirstBoot = z.output<typeof schema>;

/** What a technician put on the boot partition. @throws ConfigError `config.invalid` with all faults */
export function readFirstBoot(file: string, text: string): FirstBoot {
  const written = readYaml(text);
  if (written.value === undefined) throw invalid(file, written.faults);
  const parsed = schema.safeParse(written.value);
  const faults = [...written.faults, ...faultsOf(parsed.error?.issues ?? [], written)];
  if (!parsed.success || faults.length > 0) throw invalid(file, faults);
  const { config, secrets } = parsed.data;
  if (Object.keys(config).length === 0 && Object.keys(secrets).length === 0) {
    throw new ConfigError('config.empty', `${file} sets nothing`, {
      remedy: 'Write settings under config: and secrets under secrets:, or remove the file.',
      context: { file },
    });
  }
  return parsed.data;
}
