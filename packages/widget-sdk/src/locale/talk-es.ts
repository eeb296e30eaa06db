import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'En respuesta a {name}',
  deleted: 'Este mensaje se eliminó',
  gone: 'El mensaje original ya no está disponible',
  loading: 'Cargando',
  edited: 'Editado',
  reaction: '{emoji}: {count}',
};
