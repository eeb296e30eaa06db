import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { catalogues } from './words/vite-catalogues.ts';

/** `vite dev` talks to a Parley server on its default port; the build is served by the server itself, at `/`. */
const server = process.env['PARLEY_URL'] ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [react(), catalogues()],
  // The server puts a new nonce here with each answer; its policy runs no script without it.
  html: { cspNonce: '__NONCE__' },
  // The policy allows no data: URLs, so nothing is inlined.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What the group `client` below does on purpose.
      checks: { ineffectiveDynamicImport: false },
      output: {
        codeSplitting: {
          groups: [
            // Libraries change less often than the app: browsers keep them over releases.
            { name: 'libraries', test: /node_modules/ },
            // The client loads its HTTP fallback and its calls when they are needed, which is when the network is
            // in trouble or the phone rings: an app that stays open all day has them from the start.
            { name: 'client', test: /client[\\/]dist/ },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/trpc': { target: server, ws: true }, '/demo': server, '/widget.js': server } },
});
