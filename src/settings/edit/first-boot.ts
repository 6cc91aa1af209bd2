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
  /** Settings for terminal.yaml; validated together with that file. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** File name → content; the files are written beside terminal.yaml. */
  secrets: secrets.default({}),
});

export type FirstBoot = z.output<typeof schema>;

/** Parses the first-boot file. @throws ConfigError `config.invalid` with all faults */
export function readFirstBoot(file: string, text: string): FirstBoot {
  const written = readYaml(text);
  if (written.value === undefined) throw invalid(file, written.faults);
  const parsed = schema.safeParse(written.value);
  const faults = [...written.faults, ...faultsOf(parsed.error?.issues ?? [], written)];
  if (!parsed.success || faults.length > 0) throw invalid(file, faults);
  const { config, secrets } = parsed.data;
  if (Object.keys(config).length === 0 && Object.keys(secrets).length === 0) {
    throw new ConfigError('config.empty', `${file} contains no settings and no secrets`, {
      remedy: 'Put settings under config: and secrets under secrets:, or delete the file.',
      context: { file },
    });
  }
  return parsed.data;
}
