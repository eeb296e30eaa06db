import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('talk');

export const talkStrings = words({
  tools: 'Actions for this message',
  answer: 'Reply',
  react: 'Add a reaction',
  edit: 'Edit',
  remove: 'Delete',
  copy: 'Copy',
  copied: 'Copied to the clipboard.',
  copyFailed: 'The browser did not allow copying. Select the text instead.',
  answering: (name: string) => say('Replying to {name}', { name }),
  stopAnswering: 'Reply without the quote',
  originalFar: 'A message further up',
  editing: 'Editing your message',
  editingHint: 'Enter saves it, Escape leaves it as it was.',
  stopEditing: 'Leave it as it was',
  save: 'Save',
  quoteOf: (name: string) => say('In reply to {name}', { name }),
  goToOriginal: 'Go to the original message',
  originalGone: 'The original message is no longer here',
  loading: 'Loading…',
  edited: 'Edited',
  history: 'Show what it said before',
  historyTitle: 'What this message has said',
  version: {
    sent: (name: string) => say('Written by {name}', { name }),
    edited: (name: string) => say('Edited by {name}', { name }),
    deleted: (name: string) => say('Deleted by {name}', { name }),
  },
  close: 'Close',
  deleteTitle: 'Delete this message?',
  deleteText:
    'It goes for the visitor and for the team, with its files, and can’t be brought back. What it said stays in its history, for operators.',
  cancel: 'Cancel',
  reactions: 'Reactions',
  reaction: (emoji: string, names: string) => say('{emoji} from {names}', { emoji, names }),
  otherEmoji: 'Another emoji',
  notEmoji: 'Enter one emoji.',
  add: 'Add',
  colleagues: 'Colleagues',
  nobodyCalled: 'This note mentions nobody: the team could not be loaded.',
  canned: 'Canned replies',
  found: (count: number) =>
    say('{count, plural, one {# suggestion} other {# suggestions}}: ↑ and ↓ choose, Enter takes it.', { count }),
});
