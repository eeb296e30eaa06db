/**
 * `node --import …/plant.ts` with PLANTED=<name of a bug>: replaces one piece of one file as it is loaded. The product
 * knows nothing of it, and nothing on the disk changes. A piece that is not there any more ends the process.
 */
import { registerHooks } from 'node:module';
import { APPENDIX, BUGS } from './bugs.ts';

const ROOT = new URL('../../../', import.meta.url);
const name = process.env['PLANTED'];
const bug = name === undefined ? undefined : BUGS[name];
if (name !== undefined && bug === undefined) throw new Error(`there is no bug ${name}`);

if (name !== undefined && bug !== undefined) {
  const target = new URL(bug.file, ROOT).href;
  const inClient = bug.file.startsWith('packages/client/');
  registerHooks({
    // Clients run from what is built; to be changed they must run from their sources.
    resolve: (specifier, context, next) =>
      next(
        inClient && specifier === '@parley/client' ? new URL('packages/client/src/index.ts', ROOT).href : specifier,
        context,
      ),
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== target) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      if (source.split(bug.find).length !== 2)
        throw new Error(`bug ${name}: ${bug.file} does not have its piece just once: ${bug.find}`);
      return { ...loaded, source: source.replace(bug.find, () => bug.replace) + (APPENDIX[name] ?? '') };
    },
  });
}
