import type { FileWords } from './file-words.ts';

export const words: FileWords = {
  drop: 'Suelte aquí los archivos para adjuntarlos',
  tooMany: 'Un mensaje admite como máximo {count} archivos.',
  attached: 'Archivos adjuntos',
  remove: 'Quitar {name}',
  uploading: 'Subiendo {name}',
  waiting: 'En espera',
  offline: 'A la espera de la red',
  uploaded: '{name} se ha subido',
  open: 'Abrir la imagen {name}',
  close: 'Cerrar la imagen',
  download: 'Descargar',
  loading: 'Cargando',
  gone: 'Este archivo se ha eliminado.',
  failed: 'Este archivo no se puede cargar en este momento.',
  again: 'Reintentar',
  trouble: {
    tooLarge: 'Supera el límite de {limit}.',
    refused: 'No se pueden enviar archivos de este tipo.',
    full: 'Ya no queda espacio para archivos en este chat.',
    lost: 'El archivo ya no está en este dispositivo. Adjúntelo de nuevo.',
    tooFast: 'Demasiados archivos a la vez. Espere un momento e inténtelo de nuevo.',
    broken: 'No se pudo subir el archivo.',
    notLoaded: 'No se pudo cargar una parte del chat. Inténtelo de nuevo o recargue la página.',
  },
};
