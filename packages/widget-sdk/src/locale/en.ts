import type { Dictionary } from './dictionary.ts';
import { call } from './en-call.ts';
import { check } from './en-check.ts';
import { files } from './en-files.ts';

export const words: Dictionary = {
  chat: {
    title: 'Chat with {project}',
    close: 'Close chat',
    online: 'We’re here now',
    away: 'We’ll reply soon',
    greeting: 'Hello.',
    greetingText: 'Write to us, or call. We answer right here.',
    messages: 'Messages',
    team: 'Our team',
    typing: '{name} is writing',
    loadingOlder: 'Loading older messages',
    newest: 'Jump to the newest message',
    newestUnread: 'New messages: {count}',
    newTab: '(opens in a new tab)',
  },
  message: {
    you: 'You',
    queued: 'Waiting to be sent',
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Not sent',
    retry: 'Try again',
    discard: 'Delete',
  },
  composer: {
    label: 'Your message',
    placeholder: 'Write a message',
    send: 'Send',
    left: 'Characters left: {count}',
    over: 'Too long by {count} characters',
  },
  connection: {
    connecting: 'Connecting',
    reconnecting: 'Connection lost. Reconnecting',
    offline: 'You’re offline. Messages go out when you’re back.',
  },
  thread: {
    closed: 'This conversation was closed. Write to open it again.',
    reopened: 'This conversation is open again.',
    joined: '{name} joined',
  },
  trouble: {
    title: 'The chat isn’t available',
    retry: 'Try again',
    network: 'We can’t reach the chat right now.',
    refused: 'The chat isn’t available on this page.',
    broken: 'Something went wrong on our side.',
    tooLong: 'This message is too long.',
    tooFast: 'That was too much at once. Please wait a moment.',
    callOver: 'The call is already over.',
    micDenied: 'Your browser doesn’t allow the microphone or camera here. Allow it in the address bar, then try again.',
    noDevice: 'No microphone or camera was found.',
    deviceBusy: 'Another program is using your microphone or camera.',
    notSupported: 'This browser can’t make calls.',
  },
  call,
  check,
  files,
};
