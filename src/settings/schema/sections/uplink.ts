import { z } from 'zod';
import { choice, flag, integer, section, text, wrong } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';
import { brokerAccess, brokerUrl, certificatePair, topicName } from './broker.js';

const group = section({
  name: topicName('Name of the group, without @'),
  keyFile: secretFile(
    'File with the first key of this group: 32 bytes, hex or base64; without it, the site delivers one',
  ).exactOptional(),
});

export const uplink = section({
  broker: brokerUrl(
    'mqtts://host:8883, or mqtt://host:1883 without encryption; without it there is no uplink',
  ).exactOptional(),
  site: topicName('Name of the site').default('site'),
  terminal: topicName('Name of this terminal on the wire; default: terminal.name').exactOptional(),
  groups: z
    .array(group, wrong('is not a list of groups'))
    .max(16)
    .default([])
    .describe('Groups whose galleries this terminal holds; it is in the group @site without being told'),
  rootKeyFile: filePath('Public key (PEM, Ed25519) that signs the site’s key ring').prefault('/etc/ostiary/root.pub'),
  ...brokerAccess('this terminal'),
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
  .refine(...certificatePair)
  .describe('Connection to the site by MQTT');
