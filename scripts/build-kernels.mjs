// Assembles each WebAssembly text of src/ (NAME.wat) into a module beside it (NAME.wasm.ts) that exports its bytes: TypeScript and
// the tests then find them like any other source, and so does the build in dist/.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const source = fileURLToPath(new URL('../src', import.meta.url));
const wabt = await loadWabt();

for (const path of readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.wat'))) {
  const file = join(source, path);
  const module = wabt.parseWat(basename(file), readFileSync(file, 'utf8'), { simd: true });
  module.validate({ simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const name = basename(file, '.wat');
  writeFileSync(
    file.replace(/\.wat$/, '.wasm.ts'),
    `// Made from ${name}.wat by scripts/build-kernels.mjs.\nexport const ${name} = new Uint8Array([${buffer}]);\n`,
  );
}
