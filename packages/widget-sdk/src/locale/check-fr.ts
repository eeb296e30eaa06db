import type { CheckWords } from './check-words.ts';

export const words: CheckWords = {
  close: 'Fermer le test',
  looking: 'Test en cours',
  speak: 'Dites quelque chose : la barre doit bouger.',
  level: 'Niveau du micro',
  withCamera: 'Tester aussi la caméra',
  withoutCamera: 'Sans caméra',
  ownPicture: 'L’image de votre caméra',
  network: 'Réseau',
  again: 'Tester à nouveau',
  microphoneIs: {
    ok: 'Votre micro fonctionne.',
    MEDIA_DENIED:
      'Votre navigateur n’autorise pas le micro ici. Autorisez-le avec l’icône à côté de l’adresse, puis testez à nouveau.',
    NO_DEVICE: 'Aucun micro n’a été trouvé. Branchez-en un, puis testez à nouveau.',
    DEVICE_BUSY: 'Un autre programme utilise votre micro. Fermez-le, puis testez à nouveau.',
    NOT_SUPPORTED:
      'Ce navigateur ne permet pas d’appeler. Utilisez un navigateur récent, avec une connexion sécurisée.',
  },
  cameraIs: {
    ok: 'Votre caméra fonctionne.',
    MEDIA_DENIED:
      'Votre navigateur n’autorise pas la caméra ici. Autorisez-la avec l’icône à côté de l’adresse, puis testez à nouveau.',
    NO_DEVICE: 'Aucune caméra n’a été trouvée. Vous pouvez appeler sans caméra.',
    DEVICE_BUSY: 'Un autre programme utilise votre caméra. Fermez-le, ou appelez sans vidéo.',
    NOT_SUPPORTED: 'Ce navigateur ne peut pas utiliser de caméra. Vous pouvez appeler sans caméra.',
  },
  networkIs: {
    ok: 'Votre réseau laisse passer les appels.',
    no_relay: 'Les appels fonctionnent sur la plupart des réseaux. Si cela échoue, écrivez-nous.',
    UDP_BLOCKED:
      'Votre réseau bloque une partie des données. Les appels fonctionnent, mais peuvent être saccadés. Un autre réseau, comme celui du téléphone, est préférable.',
    RELAY_UNREACHABLE:
      'Votre réseau ne laisse pas passer les appels. Essayez un autre réseau, ou sans VPN, ou écrivez-nous.',
    unknown: 'Ce navigateur ne dit pas si les appels passent. Si cela échoue, écrivez-nous.',
    OFFLINE: 'Vous êtes hors ligne. Vérifiez votre connexion internet, puis testez à nouveau.',
  },
};
