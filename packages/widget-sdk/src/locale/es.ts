import type { Dictionary } from './dictionary.ts';
import { call } from './es-call.ts';
import { check } from './es-check.ts';

export const words: Dictionary = {
  chat: {
    title: 'Chat con {project}',
    close: 'Cerrar el chat',
    online: 'Estamos aquí ahora',
    away: 'Respondemos pronto',
    greeting: 'Hola.',
    greetingText: 'Escríbanos o llámenos. Respondemos aquí mismo.',
    messages: 'Mensajes',
    team: 'Nuestro equipo',
    typing: '{name} está escribiendo',
    loadingOlder: 'Cargando mensajes anteriores',
    newest: 'Ir al mensaje más reciente',
    newestUnread: 'Mensajes nuevos: {count}',
    newTab: '(se abre en otra pestaña)',
  },
  message: {
    you: 'Usted',
    queued: 'Pendiente de envío',
    sending: 'Enviando',
    sent: 'Enviado',
    delivered: 'Entregado',
    read: 'Leído',
    failed: 'No enviado',
    retry: 'Reintentar',
    discard: 'Eliminar',
  },
  composer: {
    label: 'Su mensaje',
    placeholder: 'Escriba un mensaje',
    send: 'Enviar',
    left: 'Caracteres restantes: {count}',
    over: 'Sobran {count} caracteres',
    attach: 'Adjuntar un archivo',
  },
  connection: {
    connecting: 'Conectando',
    reconnecting: 'Se perdió la conexión. Reconectando',
    offline: 'No tiene conexión. Los mensajes saldrán cuando vuelva.',
  },
  thread: {
    closed: 'Esta conversación se cerró. Escriba para abrirla de nuevo.',
    reopened: 'Esta conversación está abierta de nuevo.',
    joined: '{name} se ha unido',
  },
  trouble: {
    title: 'El chat no está disponible',
    retry: 'Reintentar',
    network: 'Ahora mismo no podemos conectar con el chat.',
    refused: 'El chat no está disponible en esta página.',
    unavailable: 'El chat no está disponible en este momento.',
    broken: 'Algo ha fallado por nuestra parte.',
    tooLong: 'Este mensaje es demasiado largo.',
    tooFast: 'Demasiado a la vez. Espere un momento.',
    callOver: 'La llamada ya ha terminado.',
    micDenied:
      'El navegador no permite aquí el micrófono o la cámara. Permítalo en la barra de direcciones y vuelva a intentarlo.',
    noDevice: 'No se encontró ningún micrófono o cámara.',
    deviceBusy: 'Otro programa está usando el micrófono o la cámara.',
    notSupported: 'Este navegador no puede hacer llamadas.',
  },
  call,
  check,
};
