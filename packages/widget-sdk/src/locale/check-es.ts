import type { CheckWords } from './check-words.ts';

export const words: CheckWords = {
  close: 'Cerrar la comprobación',
  looking: 'Comprobando',
  speak: 'Diga algo: la barra debe moverse.',
  level: 'Nivel del micrófono',
  withCamera: 'Comprobar también la cámara',
  withoutCamera: 'Sin cámara',
  ownPicture: 'La imagen de su cámara',
  network: 'Red',
  again: 'Comprobar de nuevo',
  microphoneIs: {
    ok: 'Su micrófono funciona.',
    MEDIA_DENIED:
      'El navegador no permite aquí el micrófono. Permítalo con el icono junto a la dirección de la página y compruebe de nuevo.',
    NO_DEVICE: 'No se encontró ningún micrófono. Conecte uno y compruebe de nuevo.',
    DEVICE_BUSY: 'Otro programa está usando su micrófono. Ciérrelo y compruebe de nuevo.',
    NOT_SUPPORTED: 'Este navegador no puede hacer llamadas. Use uno actual, con una conexión segura.',
  },
  cameraIs: {
    ok: 'Su cámara funciona.',
    MEDIA_DENIED:
      'El navegador no permite aquí la cámara. Permítala con el icono junto a la dirección de la página y compruebe de nuevo.',
    NO_DEVICE: 'No se encontró ninguna cámara. Puede llamar sin ella.',
    DEVICE_BUSY: 'Otro programa está usando su cámara. Ciérrelo o llame sin vídeo.',
    NOT_SUPPORTED: 'Este navegador no puede usar una cámara. Puede llamar sin ella.',
  },
  networkIs: {
    ok: 'Su red permite llamadas.',
    no_relay: 'Las llamadas funcionan en la mayoría de las redes. Si no se conecta, escríbanos.',
    UDP_BLOCKED:
      'Su red retiene parte de los datos. Las llamadas funcionan, pero pueden entrecortarse. Otra red, como la del móvil, es mejor.',
    RELAY_UNREACHABLE: 'Su red no permite llamadas. Pruebe otra red, o sin VPN, o escríbanos.',
    unknown: 'Este navegador no dice si las llamadas pasan. Si no se conecta, escríbanos.',
    OFFLINE: 'No tiene conexión. Revise su conexión a internet y compruebe de nuevo.',
  },
};
