import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'En réponse à {name}',
  deleted: 'Ce message a été supprimé',
  gone: 'Le message d’origine n’existe plus',
  loading: 'Chargement',
  edited: 'Modifié',
  reaction: '{emoji} : {count}',
};
