import type { Dictionary } from './dictionary.ts';
import { call } from './ar-call.ts';
import { check } from './ar-check.ts';
import { files } from './ar-files.ts';

export const words: Dictionary = {
  chat: {
    title: 'محادثة مع {project}',
    close: 'إغلاق المحادثة',
    online: 'نحن هنا الآن',
    away: 'سنرد قريبًا',
    greeting: 'مرحبًا.',
    greetingText: 'اكتب إلينا أو اتصل بنا، وسنرد عليك هنا.',
    messages: 'الرسائل',
    team: 'فريقنا',
    typing: '{name} يكتب الآن',
    loadingOlder: 'جارٍ تحميل الرسائل الأقدم',
    newest: 'الانتقال إلى أحدث رسالة',
    newestUnread: 'رسائل جديدة: {count}',
    newTab: '(يُفتح في علامة تبويب جديدة)',
  },
  message: {
    you: 'أنت',
    queued: 'في انتظار الإرسال',
    sending: 'جارٍ الإرسال',
    sent: 'أُرسلت',
    delivered: 'سُلّمت',
    read: 'قُرئت',
    failed: 'لم تُرسل',
    retry: 'إعادة المحاولة',
    discard: 'حذف',
  },
  composer: {
    label: 'رسالتك',
    placeholder: 'اكتب رسالة',
    send: 'إرسال',
    left: 'الأحرف المتبقية: {count}',
    over: 'أحرف زائدة: {count}',
  },
  connection: {
    connecting: 'جارٍ الاتصال',
    reconnecting: 'انقطع الاتصال. جارٍ إعادة الاتصال',
    offline: 'أنت غير متصل بالإنترنت. ستُرسل الرسائل عند عودة الاتصال.',
  },
  thread: {
    closed: 'أُغلقت هذه المحادثة. اكتب رسالة لفتحها من جديد.',
    reopened: 'فُتحت هذه المحادثة من جديد.',
    joined: 'انضم {name}',
  },
  trouble: {
    title: 'المحادثة غير متاحة',
    retry: 'إعادة المحاولة',
    network: 'يتعذّر الوصول إلى المحادثة الآن.',
    refused: 'المحادثة غير متاحة في هذه الصفحة.',
    broken: 'حدث خطأ من جانبنا.',
    tooLong: 'هذه الرسالة طويلة جدًا.',
    tooFast: 'رسائل كثيرة في وقت واحد. يُرجى الانتظار قليلًا.',
    callOver: 'انتهت المكالمة بالفعل.',
    micDenied: 'لا يسمح المتصفح هنا بالميكروفون أو الكاميرا. اسمح بهما من شريط العنوان ثم حاول من جديد.',
    noDevice: 'لم يُعثر على ميكروفون أو كاميرا.',
    deviceBusy: 'يستخدم برنامج آخر الميكروفون أو الكاميرا.',
    notSupported: 'لا يدعم هذا المتصفح المكالمات.',
  },
  call,
  check,
  files,
};
