import { defineConfig, type UserConfig } from 'tsdown';

/** Each is one file: what a plain Node or Electron runs has nothing beside it. */
const shared: UserConfig = {
  outDir: 'shells/dist',
  target: 'node22',
  platform: 'node',
  dts: false,
  fixedExtension: false,
  clean: false,
  deps: { neverBundle: ['electron'], onlyBundle: false },
};

export default defineConfig([
  { ...shared, entry: { cli: 'shells/window/cli.ts' }, format: 'esm' },
  { ...shared, entry: { main: 'shells/electron/main.ts' }, format: 'esm' },
  // A sandboxed preload is no module.
  { ...shared, entry: { preload: 'shells/electron/preload.ts' }, format: 'cjs' },
  // Neither is the script of a page that comes from a file.
  {
    ...shared,
    entry: { chooser: 'shells/electron/chooser.ts' },
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
  },
]);
