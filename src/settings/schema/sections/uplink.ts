import { z } from 'zod';
import { choice, flag, integer, section, text, wrong } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';
import { brokerAccess, brokerUrl, certificatePair, topicName } from './broker.js';

const group = section({
  name: topicName('Name of the group, without @'),
  keyFile: secretFile(
    'File with the first key of this group: 32 bytes, hex or base64 (default: the site delivers the key)',
  ).exactOptional(),
});

export const uplink = section({
  broker: brokerUrl(
    'mqtts://host:8883, or mqtt://host:1883 without encryption; if not set, the terminal works without a site',
  ).exactOptional(),
  site: topicName('Name of the site').default('site'),
  terminal: topicName('Name of this terminal in MQTT topics (default: terminal.name)').exactOptional(),
  groups: z
    .array(group, wrong('is not a list of groups'))
    .max(16)
    .default([])
    .describe('Groups whose galleries this terminal holds; it always belongs to the group @site'),
  rootKeyFile: filePath('Public key (PEM, Ed25519) that signs the site’s key ring').prefault('/etc/ostiary/root.pub'),
  ...brokerAccess('this terminal'),
  commandClock: choice('Whether to carry out commands while the clock is not synchronised', [
    'required',
    'unchecked',
  ]).default('required'),
  homeAssistant: section({
    prefix: text('Home Assistant discovery prefix')
      .regex(/^[^#+\s]+$/, wrong('is not a topic'))
      .default('homeassistant'),
    names: flag('Publish the name of the last visitor').default(false),
  })
    .exactOptional()
    .describe('Home Assistant discovery: set to `{}` to show this terminal there (read-only)'),
  outbox: integer(
    'Maximum number of undelivered events to keep; beyond it, the oldest events that are not security-related are dropped first',
    1000,
    10_000_000,
  ).default(200_000),
})
  .refine(...certificatePair)
  .describe('MQTT connection to the site');
