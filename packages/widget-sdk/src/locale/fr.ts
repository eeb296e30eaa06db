import type { Dictionary } from './dictionary.ts';
import { call } from './fr-call.ts';
import { check } from './fr-check.ts';

export const words: Dictionary = {
  chat: {
    title: 'Discussion avec {project}',
    close: 'Fermer la discussion',
    online: 'Nous sommes là',
    away: 'Nous répondons bientôt',
    greeting: 'Bonjour.',
    greetingText: 'Écrivez-nous ou appelez. Nous répondons ici même.',
    messages: 'Messages',
    team: 'Notre équipe',
    typing: '{name} écrit',
    loadingOlder: 'Chargement des messages précédents',
    newest: 'Aller au message le plus récent',
    newestUnread: 'Nouveaux messages : {count}',
    newTab: '(s’ouvre dans un nouvel onglet)',
  },
  message: {
    you: 'Vous',
    queued: 'En attente d’envoi',
    sending: 'Envoi en cours',
    sent: 'Envoyé',
    delivered: 'Distribué',
    read: 'Lu',
    failed: 'Non envoyé',
    retry: 'Réessayer',
    discard: 'Supprimer',
  },
  composer: {
    label: 'Votre message',
    placeholder: 'Écrivez un message',
    send: 'Envoyer',
    left: 'Caractères restants : {count}',
    over: '{count} caractères en trop',
    attach: 'Joindre un fichier',
  },
  connection: {
    connecting: 'Connexion',
    reconnecting: 'Connexion perdue. Reconnexion',
    offline: 'Vous êtes hors ligne. Les messages partiront à votre retour.',
  },
  thread: {
    closed: 'Cette conversation est fermée. Écrivez pour la rouvrir.',
    reopened: 'Cette conversation est de nouveau ouverte.',
    joined: '{name} vous a rejoint',
  },
  trouble: {
    title: 'La discussion n’est pas disponible',
    retry: 'Réessayer',
    network: 'Impossible de joindre la discussion pour le moment.',
    refused: 'La discussion n’est pas disponible sur cette page.',
    unavailable: 'La discussion n’est pas disponible pour le moment.',
    broken: 'Un problème est survenu de notre côté.',
    tooLong: 'Ce message est trop long.',
    tooFast: 'Trop de messages à la fois. Patientez un instant.',
    callOver: 'L’appel est déjà terminé.',
    micDenied:
      'Votre navigateur n’autorise pas le micro ou la caméra ici. Autorisez-les dans la barre d’adresse, puis réessayez.',
    noDevice: 'Aucun micro ou aucune caméra n’a été trouvé.',
    deviceBusy: 'Un autre programme utilise votre micro ou votre caméra.',
    notSupported: 'Ce navigateur ne permet pas d’appeler.',
  },
  call,
  check,
};
