import type { FileWords } from './file-words.ts';

export const words: FileWords = {
  drop: 'Dateien zum Anhängen hier ablegen',
  tooMany: 'Eine Nachricht fasst höchstens {count} Dateien.',
  attached: 'Angehängte Dateien',
  remove: '{name} entfernen',
  uploading: '{name} wird hochgeladen',
  waiting: 'Wartet',
  offline: 'Wartet auf das Netz',
  uploaded: '{name} ist hochgeladen',
  open: 'Bild {name} öffnen',
  close: 'Bild schließen',
  download: 'Herunterladen',
  loading: 'Wird geladen',
  gone: 'Diese Datei wurde gelöscht.',
  failed: 'Diese Datei kann gerade nicht geladen werden.',
  again: 'Noch einmal versuchen',
  trouble: {
    tooLarge: 'Größer als {limit}, mehr ist nicht möglich.',
    refused: 'Dateien dieser Art können nicht gesendet werden.',
    full: 'In diesem Chat ist kein Platz mehr für Dateien.',
    lost: 'Die Datei ist nicht mehr auf diesem Gerät. Bitte hängen Sie sie noch einmal an.',
    tooFast: 'Zu viele Dateien auf einmal. Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    broken: 'Das Hochladen ist fehlgeschlagen.',
    notLoaded:
      'Ein Teil des Chats konnte nicht geladen werden. Versuchen Sie es noch einmal, oder laden Sie die Seite neu.',
  },
};
