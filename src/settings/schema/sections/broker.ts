import { z } from 'zod';
import { choice, text, wrong } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';
import { evenWithFaults } from '../rules.js';

const isName = wrong('is not a name: 1 to 64 of A-Z a-z 0-9 _ -');
const isBroker = wrong('is no address such as mqtts://broker.example:8883');
// Never repeats what was written: it may hold a password.
const isBare = 'holds a user or password; use username and passwordFile';

/** A part of a topic. */
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

/** How to get into the broker; the same at both ends. @param whose `this terminal` */
export const brokerAccess = (whose: string) => ({
  caFile: filePath(
    'Certificates (PEM) of the authorities that may sign the broker’s; default: the system’s',
  ).exactOptional(),
  certFile: filePath(`Certificate (PEM) of ${whose}`).exactOptional(),
  privateKeyFile: secretFile('Private key (PEM) of that certificate').exactOptional(),
  username: text('User name for the broker', 256).exactOptional(),
  passwordFile: secretFile('File with the password for the broker').exactOptional(),
  protocol: choice('MQTT version; auto tries 5 first', ['auto', '5', '3.1.1']).default('auto'),
});

const given = (settings: unknown, key: string): boolean =>
  (settings as Readonly<Record<string, unknown>>)[key] !== undefined;

/** Arguments of zod's `refine`: a certificate is of no use without its key. */
export const certificatePair: [
  holds: (settings: unknown) => boolean,
  fault: { readonly error: string } & typeof evenWithFaults,
] = [
  (settings) => given(settings, 'certFile') === given(settings, 'privateKeyFile'),
  { error: 'needs both certFile and privateKeyFile, or neither', ...evenWithFaults },
];
