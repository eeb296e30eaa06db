import type { TalkWords } from './talk-words.ts';

export const words: TalkWords = {
  answers: 'ردًا على {name}',
  deleted: 'حُذفت هذه الرسالة',
  gone: 'الرسالة الأصلية لم تعد موجودة',
  loading: 'جارٍ التحميل',
  edited: 'عُدّلت',
  reaction: '{emoji}: {count}',
};
