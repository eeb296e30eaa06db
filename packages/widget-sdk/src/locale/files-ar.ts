import type { FileWords } from './file-words.ts';

export const words: FileWords = {
  drop: 'أفلت الملفات هنا لإرفاقها',
  tooMany: 'الحد الأقصى لعدد الملفات في الرسالة الواحدة: {count}.',
  attached: 'الملفات المرفقة',
  remove: 'إزالة {name}',
  retry: 'إعادة رفع {name}',
  uploading: 'جارٍ رفع {name}',
  waiting: 'في الانتظار',
  offline: 'في انتظار الشبكة',
  uploaded: 'تم رفع {name}',
  open: 'فتح الصورة {name}',
  close: 'إغلاق الصورة',
  download: 'تنزيل',
  loading: 'جارٍ التحميل',
  gone: 'تم حذف هذا الملف.',
  failed: 'يتعذّر تحميل هذا الملف الآن.',
  again: 'إعادة المحاولة',
  trouble: {
    tooLarge: 'حجم الملف أكبر من الحد المسموح به ({limit}).',
    refused: 'لا يمكن إرسال ملفات من هذا النوع.',
    full: 'لم تعد هناك مساحة للملفات في هذه المحادثة.',
    lost: 'لم يعد الملف موجودًا على هذا الجهاز. يُرجى إرفاقه من جديد.',
    tooFast: 'عدد كبير من الملفات دفعة واحدة. انتظر لحظة ثم أعد المحاولة.',
    broken: 'تعذّر رفع الملف.',
  },
};
