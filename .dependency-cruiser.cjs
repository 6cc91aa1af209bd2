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
/** Each technology, and the kits that it stands on besides base. */
const technologies = {
  'access/console': [],
  'access/files': ['platform', 'protocol'],
  'audit/sqlite': ['database'],
  'backup/sqlite': ['database', 'platform'],
  'backup/tar': ['platform'],
  'control/http': ['platform'],
  'control/metrics': [],
  'doctor/machine': ['platform', 'protocol'],
  'doctor/mqtt': ['platform', 'protocol'],
  'doctor/support': ['platform'],
  'doctor/v4l2': ['platform'],
  'door/gpio': ['platform'],
  'door/onoff': ['platform'],
  'door/simulated': [],
  'fleet/files': ['platform', 'protocol'],
  'fleet/keys': ['platform', 'protocol'],
  'fleet/mqtt': ['platform', 'protocol'],
  'fleet/sqlite': ['database'],
  'gallery/archive': ['platform'],
  'gallery/sqlite': ['database', 'platform'],
  'health/systemd': ['platform'],
  'uplink/mqtt': ['platform', 'protocol'],
  'uplink/sqlite': ['database', 'platform'],
  'vision/process': ['platform', 'settings/schema'],
};
/** What a feature's own code sees besides itself, base, and the domains and ports of others. */
const features = {
  access: [],
  audit: [],
  backup: [],
  control: [],
  demo: ['models', 'settings/schema'],
  doctor: ['platform', 'settings/schema'],
  door: [],
  evaluation: ['models', 'pictures', 'vision'],
  fleet: [],
  gallery: [],
  health: [],
  models: [],
  pictures: [],
  settings: ['platform'],
  uplink: [],
  vision: ['models', 'platform', 'settings/schema'],
};
const anyTechnology = `^src/(?:${Object.keys(technologies).join('|')})/`;
/** Code that several features' technologies stand on. */
const kits = '^src/(?:base|platform|database|protocol)/';
/** What every feature may see of every other one. */
const shared = '^src/(?:[^/]+/(?:domain|ports)|base)/';
/** The child process is a room of its own: others meet it through its domain and ports. */
const visionInside = '^src/vision/(?!domain/|ports/)';
const entries = '^src/(?:cli/|cli\\.ts|main\\.ts)';

const foldersOf = (names) => names.map((name) => `^src/${name}/`);
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
    ...Object.entries(features).map(([feature, also]) =>
      rule(
        `${feature}-sees-domains-and-ports-of-others`,
        { path: `^src/${feature}/`, pathNot: anyTechnology },
        { path: '^src/', pathNot: [shared, ...foldersOf([feature, ...also])] },
      ),
    ),
    rule(
      'a-feature-names-no-technology',
      { path: '^src/', pathNot: [anyTechnology, '^src/compose/'] },
      { path: anyTechnology },
    ),
    ...Object.entries(technologies).map(([folder, kits]) =>
      rule(
        `${folder.replace('/', '-')}-sees-its-feature-and-its-kits`,
        { path: `^src/${folder}/` },
        { path: '^src/', pathNot: [shared, ...foldersOf([folder.split('/')[0], ...kits])] },
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
    rule(
      'drawn-people-stand-alone',
      { path: '^src/demo/drawing/' },
      { path: '^src/', pathNot: ['^src/demo/drawing/', '^src/base/'] },
    ),
    rule(
      'the-command-line-drives-nothing',
      { path: entries },
      { path: '^src/(?:database|protocol/(?:mqtt|wire|files))/' },
    ),
    rule(
      'sqlite-in-its-folders',
      { path: '^src/', pathNot: '^src/(?:compose|database|[^/]+/sqlite)/' },
      { path: 'node_modules/(?:@types/)?better-sqlite3' },
    ),
    rule('mqtt-in-its-folder', { path: '^src/', pathNot: '^src/protocol/mqtt/' }, { path: 'node_modules/mqtt/' }),
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
