import type { Locale } from '../types.ts';

/** The launcher's few words travel with the loader; all others wait until the chat is opened. */
export interface LauncherWords {
  open: string;
  close: string;
  /** After `open`, when there are some. */
  unread: string;
  /** After `open`, while a call goes on behind the closed panel. */
  inCall: string;
  /** After `open`, while an operator calls. */
  ringing: string;
  failed: string;
}

export const LAUNCHER_WORDS: Record<Locale, LauncherWords> = {
  en: {
    open: 'Open chat',
    close: 'Close chat',
    unread: 'unread messages: {count}',
    inCall: 'call in progress',
    ringing: 'incoming call',
    failed: 'The chat could not be loaded. Please try again.',
  },
  de: {
    open: 'Chat öffnen',
    close: 'Chat schließen',
    unread: 'ungelesene Nachrichten: {count}',
    inCall: 'Anruf läuft',
    ringing: 'eingehender Anruf',
    failed: 'Der Chat konnte nicht geladen werden. Bitte versuchen Sie es noch einmal.',
  },
  ru: {
    open: 'Открыть чат',
    close: 'Закрыть чат',
    unread: 'непрочитанных сообщений: {count}',
    inCall: 'идёт звонок',
    ringing: 'входящий звонок',
    failed: 'Не удалось загрузить чат. Попробуйте ещё раз.',
  },
  es: {
    open: 'Abrir el chat',
    close: 'Cerrar el chat',
    unread: 'mensajes sin leer: {count}',
    inCall: 'llamada en curso',
    ringing: 'llamada entrante',
    failed: 'No se pudo cargar el chat. Inténtelo de nuevo.',
  },
  fr: {
    open: 'Ouvrir la discussion',
    close: 'Fermer la discussion',
    unread: 'messages non lus : {count}',
    inCall: 'appel en cours',
    ringing: 'appel entrant',
    failed: 'La discussion n’a pas pu être chargée. Veuillez réessayer.',
  },
  ar: {
    open: 'فتح المحادثة',
    close: 'إغلاق المحادثة',
    unread: 'رسائل غير مقروءة: {count}',
    inCall: 'مكالمة جارية',
    ringing: 'مكالمة واردة',
    failed: 'تعذّر تحميل المحادثة. يُرجى المحاولة مرة أخرى.',
  },
};
