import { z } from 'zod';
import { choice, flag, integer, section, text, wrong } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';
import { evenWithFaults } from '../rules.js';

const isName = wrong('is not a name: 1 to 64 of A-Z a-z 0-9 _ -');
const name = (help: string) =>
  z
    .string(isName)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, isName)
    .describe(help);

const isBroker = wrong('is no address such as mqtts://broker.example:8883');
// Never repeats what was written: it may hold a password.
const isBare = 'holds a user or password; use username and passwordFile';

const group = section({
  name: name('Name of the group, without @'),
  keyFile: secretFile(
    'File with the first key of this group: 32 bytes, hex or base64; without it, the site delivers one',
  ).exactOptional(),
});

const given = (settings: unknown, key: string): boolean =>
  (settings as Readonly<Record<string, unknown>>)[key] !== undefined;

export const uplink = section({
  broker: z
    .string(isBroker)
    .regex(/^mqtts?:\/\/[^\s/?#]+\/?$/, isBroker)
    .refine((url) => URL.canParse(url), isBroker)
    .refine((url) => !url.includes('@'), isBare)
    .exactOptional()
    .describe('mqtts://host:8883, or mqtt://host:1883 without encryption; without it there is no uplink'),
  site: name('Name of the site').default('site'),
  terminal: name('Name of this terminal on the wire; default: terminal.name').exactOptional(),
  groups: z
    .array(group, wrong('is not a list of groups'))
    .max(16)
    .default([])
    .describe('Groups whose galleries this terminal holds; it is in the group @site without being told'),
  rootKeyFile: filePath('Public key (PEM, Ed25519) that signs the site’s key ring').prefault('/etc/ostiary/root.pub'),
  caFile: filePath(
    'Certificates (PEM) of the authorities that may sign the broker’s; default: the system’s',
  ).exactOptional(),
  certFile: filePath('Certificate (PEM) of this terminal').exactOptional(),
  privateKeyFile: secretFile('Private key (PEM) of that certificate').exactOptional(),
  username: text('User name for the broker', 256).exactOptional(),
  passwordFile: secretFile('File with the password for the broker').exactOptional(),
  protocol: choice('MQTT version; auto tries 5 first', ['auto', '5', '3.1.1']).default('auto'),
  commandClock: choice('Whether commands are obeyed while the clock is not synchronised', [
    'required',
    'unchecked',
  ]).default('required'),
  homeAssistant: section({
    prefix: text('Discovery prefix of Home Assistant')
      .regex(/^[^#+\s]+$/, wrong('is no topic'))
      .default('homeassistant'),
    names: flag('Tell the name of the last visitor').default(false),
  })
    .exactOptional()
    .describe('Tell Home Assistant of this terminal: `{}`; it is shown, never commanded'),
  outbox: integer(
    'Undelivered events kept; beyond it the oldest that are not about security go first',
    1000,
    10_000_000,
  ).default(200_000),
})
  .refine((settings) => given(settings, 'certFile') === given(settings, 'privateKeyFile'), {
    error: 'needs both certFile and privateKeyFile, or neither',
    ...evenWithFaults,
  })
  .describe('Connection to the site by MQTT');
