/** Records the golden crops anew, after a change that is meant: `npx vite-node test/golden/write-alignment.ts` */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { folder, renderedCases } from './alignment.js';

for (const [file, { width, height, data }] of renderedCases()) {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toFile(fileURLToPath(new URL(file, folder)));
}
