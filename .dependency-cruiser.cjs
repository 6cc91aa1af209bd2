/**
 * Folders by what the product does, layers inside each (docs/ARCHITECTURE.md):
 *
 *   <feature>/domain/        pure: sees every feature's domain, and base
 *   <feature>/ports/         what other features may ask for: sees domains, ports and base
 *   <feature>/…              what the feature does: sees its own feature, and the domains and ports of others
 *   <feature>/<technology>/  a driver: sees its own feature and the kits, never another technology
 *   compose/                 the only place that joins technologies
 *   cli/, cli.ts, main.ts    see compose/ and everything that is no technology
 */
const technologies = [
  'access/console',
  'audit/sqlite',
  'backup/sqlite',
  'backup/tar',
  'control/http',
  'control/metrics',
  'doctor/machine',
  'doctor/mqtt',
  'doctor/support',
  'doctor/v4l2',
  'door/gpio',
  'door/onoff',
  'door/simulated',
  'fleet/files',
  'fleet/keys',
  'fleet/mqtt',
  'fleet/sqlite',
  'gallery/archive',
  'gallery/sqlite',
  'health/systemd',
  'uplink/mqtt',
  'uplink/sqlite',
  'vision/process',
];
const anyTechnology = `^src/(?:${technologies.join('|')})/`;
/** Code that several features' technologies stand on. */
const kits = '^src/(?:base|platform|database|protocol)/';
/** What every feature may see of every other one. */
const shared = '^src/(?:[^/]+/(?:domain|ports)|base)/';
/** Features whose own code touches no file, socket or process. */
const quietFeatures = '^src/(door|access|gallery|audit|uplink|fleet|backup|health)/';
/** The child process is a room of its own: others meet it through its domain and ports. */
const visionInside = '^src/vision/(?!domain/|ports/)';
const entries = '^src/(?:cli/|cli\\.ts|main\\.ts)';

const rule = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-circular', {}, { circular: true }),
    rule('base-is-pure', { path: '^src/base/' }, { pathNot: '^src/base/' }, 'No I/O, no clock, no packages.'),
    rule(
      'domain-is-pure',
      { path: '^src/[^/]+/domain/' },
      { pathNot: '^src/(?:[^/]+/domain|base)/' },
      'No I/O, no clock, no packages.',
    ),
    rule('ports-see-domains', { path: '^src/[^/]+/ports/' }, { path: '^src/', pathNot: shared }),
    rule(
      'a-feature-sees-domains-and-ports-of-others',
      { path: quietFeatures, pathNot: anyTechnology },
      { path: '^src/', pathNot: [shared, '^src/$1/'] },
    ),
    rule(
      'a-feature-names-no-technology',
      { path: '^src/', pathNot: [anyTechnology, '^src/compose/'] },
      { path: anyTechnology },
    ),
    ...technologies.map((folder) =>
      rule(
        `${folder.replace('/', '-')}-sees-its-feature-and-kits`,
        { path: `^src/${folder}/` },
        { path: '^src/', pathNot: [shared, kits, `^src/${folder.split('/')[0]}/`] },
      ),
    ),
    rule(
      'no-technology-sees-another',
      { path: anyTechnology.replace('(?:', '(') },
      { path: anyTechnology, pathNot: '^src/$1/' },
    ),
    rule('kits-see-kits', { path: '^src/(?:platform|database|protocol)/' }, { path: '^src/', pathNot: [shared, kits] }),
    rule(
      'vision-is-apart',
      { path: '^src/', pathNot: ['^src/(?:vision|evaluation|compose)/', entries] },
      { path: visionInside },
    ),
    rule('only-entries-see-compose', { path: '^src/', pathNot: ['^src/compose/', entries] }, { path: '^src/compose/' }),
    rule('only-entries-see-cli', { path: '^src/', pathNot: entries }, { path: '^src/cli/' }),
    rule('no-dev-packages', { path: '^src/' }, { dependencyTypes: ['npm-dev'] }),
    rule('declared-packages', {}, { dependencyTypes: ['unknown', 'npm-no-pkg', 'npm-unknown'] }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default'], exportsFields: ['exports'] },
  },
};
