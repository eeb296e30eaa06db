import type { CheckWords } from './check-words.ts';

export const words: CheckWords = {
  close: 'Prüfung schließen',
  looking: 'Wird geprüft',
  speak: 'Sagen Sie etwas: Der Balken soll sich bewegen.',
  level: 'Pegel des Mikrofons',
  withCamera: 'Auch die Kamera prüfen',
  withoutCamera: 'Ohne Kamera',
  ownPicture: 'Das Bild Ihrer Kamera',
  network: 'Netz',
  again: 'Noch einmal prüfen',
  microphoneIs: {
    ok: 'Ihr Mikrofon funktioniert.',
    MEDIA_DENIED:
      'Ihr Browser erlaubt hier kein Mikrofon. Erlauben Sie es über das Symbol neben der Adresse und prüfen Sie noch einmal.',
    NO_DEVICE: 'Es wurde kein Mikrofon gefunden. Schließen Sie eines an und prüfen Sie noch einmal.',
    DEVICE_BUSY: 'Ein anderes Programm benutzt Ihr Mikrofon. Beenden Sie es und prüfen Sie noch einmal.',
    NOT_SUPPORTED:
      'Mit diesem Browser sind keine Anrufe möglich. Nehmen Sie einen aktuellen, über eine sichere Verbindung.',
  },
  cameraIs: {
    ok: 'Ihre Kamera funktioniert.',
    MEDIA_DENIED:
      'Ihr Browser erlaubt hier keine Kamera. Erlauben Sie sie über das Symbol neben der Adresse und prüfen Sie noch einmal.',
    NO_DEVICE: 'Es wurde keine Kamera gefunden. Sie können auch ohne anrufen.',
    DEVICE_BUSY: 'Ein anderes Programm benutzt Ihre Kamera. Beenden Sie es, oder rufen Sie ohne Video an.',
    NOT_SUPPORTED: 'Dieser Browser kann keine Kamera benutzen. Sie können auch ohne anrufen.',
  },
  networkIs: {
    ok: 'Ihr Netz lässt Anrufe durch.',
    no_relay: 'In den meisten Netzen klappen Anrufe. Kommt keiner zustande, schreiben Sie uns.',
    UDP_BLOCKED:
      'Ihr Netz hält einen Teil der Daten auf. Anrufe klappen, können aber stocken. Ein anderes Netz, etwa das des Handys, ist besser.',
    RELAY_UNREACHABLE:
      'Ihr Netz lässt keine Anrufe durch. Versuchen Sie ein anderes Netz, oder ohne VPN, oder schreiben Sie uns.',
    unknown: 'Dieser Browser sagt nicht, ob Anrufe durchkommen. Kommt keiner zustande, schreiben Sie uns.',
    OFFLINE: 'Sie sind offline. Stellen Sie die Internetverbindung her und prüfen Sie noch einmal.',
  },
};
