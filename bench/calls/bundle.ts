import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** A page's script, all in one. */
export async function bundle(name: string): Promise<string> {
  const made = await rolldown({
    input: fileURLToPath(new URL(`page/${name}.ts`, import.meta.url)),
    platform: 'browser',
    logLevel: 'silent',
    // The one that brings along what it needs of Node.
    resolve: { alias: { 'simple-peer': 'simple-peer/simplepeer.min.js' } },
  });
  const { output } = await made.generate({ format: 'esm', codeSplitting: false });
  await made.close();
  return output[0].code;
}
