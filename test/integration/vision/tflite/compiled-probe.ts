import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = new URL('../../../../', import.meta.url).pathname;
const folders = ['vision/tflite', 'base'];

/**
 * The throw-away process runs under plain Node, so its few files are compiled from what is in `src` now (an old `dist` would test
 * yesterday's code), inside the project, where its packages are found.
 */
export function compileProbe(): { readonly entry: URL; remove(): void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const target = mkdtempSync(join(cache, 'probe-'));
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true };
  for (const folder of folders) {
    mkdirSync(join(target, folder), { recursive: true });
    for (const file of readdirSync(join(root, 'src', folder)).filter((name) => name.endsWith('.ts'))) {
      const source = readFileSync(join(root, 'src', folder, file), 'utf8');
      const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: file });
      writeFileSync(join(target, folder, file.replace(/\.ts$/, '.js')), outputText);
    }
  }
  return {
    entry: pathToFileURL(join(target, 'vision/tflite/probe-child.js')),
    remove: () => rmSync(target, { recursive: true, force: true }),
  };
}
