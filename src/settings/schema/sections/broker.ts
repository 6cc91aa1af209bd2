import { z } from 'zod';
import { choice, text, wrong } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';
import { evenWithFaults } from '../rules.js';

const isName = wrong('is not a valid name: use 1 to 64 of A-Z a-z 0-9 _ -');
const isBroker = wrong('is not a broker address such as mqtts://broker.example:8883');
// Never repeat the value: it may contain a password.
const isBare = 'contains a user name or password; use username and passwordFile instead';

/** One level of a topic. */
export const topicName = (help: string) =>
  z
    .string(isName)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, isName)
    .describe(help);

export const brokerUrl = (help: string) =>
  z
    .string(isBroker)
    .regex(/^mqtts?:\/\/[^\s/?#]+\/?$/, isBroker)
    .refine((url) => URL.canParse(url), isBroker)
    .refine((url) => !url.includes('@'), isBare)
    .describe(help);

/** Credentials for the broker, the same settings for terminal and site. @param whose `this terminal` */
export const brokerAccess = (whose: string) => ({
  caFile: filePath('CA certificates (PEM) to verify the broker with; default: the system’s').exactOptional(),
  certFile: filePath(`Client certificate (PEM) of ${whose}`).exactOptional(),
  privateKeyFile: secretFile('Private key (PEM) of the client certificate').exactOptional(),
  username: text('User name at the broker', 256).exactOptional(),
  passwordFile: secretFile('File that contains the password at the broker').exactOptional(),
  protocol: choice('MQTT version; auto tries version 5 first', ['auto', '5', '3.1.1']).default('auto'),
});

const given = (settings: unknown, key: string): boolean =>
  (settings as Readonly<Record<string, unknown>>)[key] !== undefined;

/** Arguments of zod's `refine`: a certificate is useless without its key. */
export const certificatePair: [
  holds: (settings: unknown) => boolean,
  fault: { readonly error: string } & typeof evenWithFaults,
] = [
  (settings) => given(settings, 'certFile') === given(settings, 'privateKeyFile'),
  { error: 'needs both certFile and privateKeyFile, or neither', ...evenWithFaults },
];
