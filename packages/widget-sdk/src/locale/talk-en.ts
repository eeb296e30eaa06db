import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'In reply to {name}',
  deleted: 'This message was deleted',
  gone: 'The original message is no longer here',
  loading: 'Loading',
  edited: 'Edited',
  reaction: '{emoji}: {count}',
};
