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

/** How to reach the terminals. Named as in the terminal’s configuration. */
const uplink = section({
  broker: brokerUrl('mqtts://host:8883, or mqtt://host:1883 without encryption'),
  site: topicName('Name of the site, as configured on every terminal').default('site'),
  ...brokerAccess('the site'),
})
  .refine(...certificatePair)
  .describe('MQTT connection to the terminals');

const keys = section({
  folder: filePath('Folder of the site’s keys: root, roles, groups, and the key that encrypts the templates').prefault(
    'keys',
  ),
}).describe('Keys for signing and encrypting');

const store = section({
  folder: filePath('Folder of the master gallery, the push state and the collected events').prefault('data'),
}).describe('Storage on disk');

/** Enrolment pictures are not checked for liveness: an officer chose them. */
const enrolmentModels = models.omit({ pad: true }).describe('Model bundles: folders that contain a bundle.json');

const recognition = section({
  minSimilarity: number(
    'Similarity from which two people count as the same at enrolment (default: the threshold of the bundle)',
    0,
    1,
  ).exactOptional(),
}).describe('When a person counts as already enrolled');

/** The configuration of a site, for `ostiary fleet`. */
const siteSchema = section({
  uplink,
  keys: keys.prefault({}),
  store: store.prefault({}),
  models: enrolmentModels.prefault({}),
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
