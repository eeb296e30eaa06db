/** What the build makes of a catalogue (`words/vite-catalogues.ts`): its texts by id, parsed. */
declare module '*.po' {
  import type { Messages } from '@lingui/core';

  export const messages: Messages;
}
