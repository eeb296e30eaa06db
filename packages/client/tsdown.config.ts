import { defineConfig } from 'tsdown';

/** Browsers and Node alike; nothing of either is assumed. */
const shared = {
  entry: 'src/index.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: false,
} as const;

export default defineConfig([
  // The contract's constants are a few lines: they travel with the code.
  { ...shared, dts: false, deps: { alwaysBundle: ['@parley/api/contract/wire'] } },
  // In the types the contract stays where it is.
  { ...shared, dts: { emitDtsOnly: true }, clean: false },
]);
