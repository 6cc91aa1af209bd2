// CycloneDX components for the parts of an archive that npm does not know: Node and the models.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param node exact version of the Node in `target`/runtime */
export function components(target, node) {
  const digest = createHash('sha256')
    .update(readFileSync(join(target, 'runtime/bin/node')))
    .digest('hex');
  const runtime = {
    type: 'application',
    'bom-ref': `node@${node}`,
    name: 'node',
    version: node,
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:generic/node@${node}`,
    hashes: [{ alg: 'SHA-256', content: digest }],
  };
  const models = readdirSync(join(target, 'models'))
    .map((name) => join(target, 'models', name, 'bundle.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  return [runtime, ...models.map(model)];
}

function model({ name, version, licence, sha256, source }) {
  return {
    type: 'machine-learning-model',
    'bom-ref': `model/${name}@${version}`,
    name,
    version,
    description: source,
    licenses: [{ license: { name: licence } }],
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  };
}
