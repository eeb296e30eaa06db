import type { FileWords } from './file-words.ts';

export const words: FileWords = {
  drop: 'Déposez les fichiers ici pour les joindre',
  tooMany: 'Un message accepte au plus {count} fichiers.',
  attached: 'Fichiers joints',
  remove: 'Retirer {name}',
  uploading: 'Envoi de {name}',
  waiting: 'En attente',
  offline: 'En attente du réseau',
  uploaded: '{name} a été transféré',
  open: 'Ouvrir l’image {name}',
  close: 'Fermer l’image',
  download: 'Télécharger',
  loading: 'Chargement',
  gone: 'Ce fichier a été supprimé.',
  failed: 'Ce fichier ne peut pas être chargé pour le moment.',
  again: 'Réessayer',
  trouble: {
    tooLarge: 'Dépasse la limite de {limit}.',
    refused: 'Les fichiers de ce type ne peuvent pas être envoyés.',
    full: 'Il n’y a plus de place pour des fichiers dans cette discussion.',
    lost: 'Le fichier n’est plus sur cet appareil. Joignez-le de nouveau.',
    tooFast: 'Trop de fichiers à la fois. Patientez un instant, puis réessayez.',
    broken: 'L’envoi du fichier a échoué.',
    notLoaded: 'Une partie du chat n’a pas pu être chargée. Réessayez ou rechargez la page.',
  },
};
