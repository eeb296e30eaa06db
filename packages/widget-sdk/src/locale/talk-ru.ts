import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'Ответ на сообщение: {name}',
  deleted: 'Сообщение удалено',
  gone: 'Исходного сообщения больше нет',
  loading: 'Загрузка',
  edited: 'Изменено',
  reaction: '{emoji}: {count}',
};
