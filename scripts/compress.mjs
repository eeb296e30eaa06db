// Writes `.gz` and `.br` beside each file of a build that gets smaller by it; the server sends those as they are.
// usage: node scripts/compress.mjs <folder>
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest)$/;
/** Below this the headers of the answer weigh more than what is saved. */
const MIN_BYTES = 1024;

const folder = argv[2];
if (folder === undefined) throw new Error('usage: node scripts/compress.mjs <folder>');
for (const entry of await readdir(folder, { recursive: true })) {
  const path = join(folder, entry);
  if (/\.(gz|br)$/.test(entry)) await rm(path);
  if (!COMPRESSIBLE.test(entry)) continue;
  const content = await readFile(path);
  if (content.length < MIN_BYTES) continue;
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
  await writeFile(`${path}.br`, brotliCompressSync(content));
}
