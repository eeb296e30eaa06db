import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'Antwort auf {name}',
  deleted: 'Diese Nachricht wurde gelöscht',
  gone: 'Die ursprüngliche Nachricht gibt es nicht mehr',
  loading: 'Wird geladen',
  edited: 'Bearbeitet',
  reaction: '{emoji}: {count}',
};
