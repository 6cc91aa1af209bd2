/** Imports point inwards: domain <- ports <- app <- compose <- main | cli (DESIGN.md, section 2). */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'The domain has no I/O, no clock and no packages.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    only('ports-see-domain', '^src/ports/', '^src/(domain|ports)/'),
    only('app-sees-ports', '^src/app/', '^src/(domain|ports|app)/'),
    only('vision-sees-domain', '^src/vision/', '^src/(domain|vision)/'),
    only('doctor-sees-domain', '^src/doctor/', '^src/(domain|config|doctor)/'),
    only('config-sees-domain', '^src/config/', '^src/(domain|config)/'),
    only('adapters-see-ports', '^src/adapters/', '^src/(domain|ports|adapters)/|^src/vision/protocol'),
    {
      name: 'no-adapter-sees-another',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: ['^src/adapters/$1/', '^src/adapters/[^/]+\\.ts$'] },
    },
    {
      name: 'only-vision-process-sees-vision',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: '^src/adapters/vision-process/' },
      to: { path: '^src/vision/' },
    },
    {
      name: 'only-compose-sees-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters/|compose)' },
      to: { path: '^src/adapters/' },
    },
    { name: 'no-dev-packages', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-dev'] } },
    {
      name: 'declared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default'], exportsFields: ['exports'] },
  },
};
