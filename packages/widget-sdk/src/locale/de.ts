import type { Dictionary } from './dictionary.ts';
import { call } from './de-call.ts';
import { check } from './de-check.ts';

export const words: Dictionary = {
  chat: {
    title: 'Chat mit {project}',
    close: 'Chat schließen',
    online: 'Wir sind gerade da',
    away: 'Wir melden uns bald',
    greeting: 'Guten Tag.',
    greetingText: 'Schreiben Sie uns, oder rufen Sie an. Wir antworten gleich hier.',
    messages: 'Nachrichten',
    team: 'Unser Team',
    typing: '{name} schreibt',
    loadingOlder: 'Ältere Nachrichten werden geladen',
    newest: 'Zur neuesten Nachricht',
    newestUnread: 'Neue Nachrichten: {count}',
    newTab: '(öffnet sich in einem neuen Tab)',
  },
  message: {
    you: 'Sie',
    queued: 'Wartet auf das Senden',
    sending: 'Wird gesendet',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    read: 'Gelesen',
    failed: 'Nicht gesendet',
    retry: 'Noch einmal versuchen',
    discard: 'Löschen',
  },
  composer: {
    label: 'Ihre Nachricht',
    placeholder: 'Nachricht schreiben',
    send: 'Senden',
    left: 'Verbleibende Zeichen: {count}',
    over: 'Um {count} Zeichen zu lang',
    attach: 'Datei anhängen',
  },
  connection: {
    connecting: 'Verbindung wird aufgebaut',
    reconnecting: 'Verbindung unterbrochen. Wir verbinden neu',
    offline: 'Sie sind offline. Nachrichten gehen hinaus, sobald Sie wieder online sind.',
  },
  thread: {
    closed: 'Dieses Gespräch wurde geschlossen. Schreiben Sie, um es wieder zu öffnen.',
    reopened: 'Dieses Gespräch ist wieder offen.',
    joined: '{name} ist jetzt dabei',
  },
  trouble: {
    title: 'Der Chat ist nicht erreichbar',
    retry: 'Noch einmal versuchen',
    network: 'Wir erreichen den Chat gerade nicht.',
    refused: 'Der Chat ist auf dieser Seite nicht verfügbar.',
    unavailable: 'Der Chat ist zurzeit nicht verfügbar.',
    broken: 'Auf unserer Seite ist etwas schiefgegangen.',
    tooLong: 'Diese Nachricht ist zu lang.',
    tooFast: 'Das war zu viel auf einmal. Bitte warten Sie einen Moment.',
    callOver: 'Der Anruf ist schon beendet.',
    micDenied:
      'Ihr Browser erlaubt hier weder Mikrofon noch Kamera. Erlauben Sie es in der Adressleiste und versuchen Sie es noch einmal.',
    noDevice: 'Es wurde kein Mikrofon oder keine Kamera gefunden.',
    deviceBusy: 'Ein anderes Programm benutzt Ihr Mikrofon oder Ihre Kamera.',
    notSupported: 'Mit diesem Browser sind keine Anrufe möglich.',
  },
  call,
  check,
};
