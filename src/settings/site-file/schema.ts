import type { z } from 'zod';
import type { Form } from '../load/form.js';
import { number, section } from '../schema/fields.js';
import { filePath } from '../schema/path-fields.js';
import { schemaTreeOf } from '../schema/schema-tree.js';
import { brokerAccess, brokerUrl, certificatePair, topicName } from '../schema/sections/broker.js';
import { inference } from '../schema/sections/inference.js';
import { models } from '../schema/sections/models.js';
import { quality } from '../schema/sections/quality.js';
import type { Resolved } from '../schema/written-path.js';

/** How to reach the terminals. The names are those of the terminal’s configuration. */
const uplink = section({
  broker: brokerUrl('mqtts://host:8883, or mqtt://host:1883 without encryption'),
  site: topicName('Name of the site, as every terminal has it').default('site'),
  ...brokerAccess('whoever runs the site'),
})
  .refine(...certificatePair)
  .describe('Connection to the terminals by MQTT');

const keys = section({
  folder: filePath('Folder of the site’s keys: root, roles, groups, and the one that seals the templates').prefault(
    'keys',
  ),
}).describe('What the site signs and encrypts with');

const store = section({
  folder: filePath('Folder of the master gallery, of what was pushed, and of collected events').prefault('data'),
}).describe('What is kept on disk');

const recognition = section({
  minSimilarity: number(
    'Similarity from which two people count as alike when they are enrolled; without it, the bundle’s threshold',
    0,
    1,
  ).exactOptional(),
}).describe('When somebody counts as enrolled already');

/** The configuration of whoever runs the site with `ostiary fleet`. */
const siteSchema = section({
  uplink,
  keys: keys.prefault({}),
  store: store.prefault({}),
  models: models.prefault({}),
  inference: inference.prefault({}),
  quality: quality.prefault({}),
  recognition: recognition.prefault({}),
});

export const siteForm: Form<typeof siteSchema> = {
  schema: siteSchema,
  tree: schemaTreeOf(siteSchema),
  example: 'config/site.yaml',
};

/** A valid configuration: defaults filled in, paths absolute. */
export type SiteConfig = Resolved<z.output<typeof siteSchema>>;
