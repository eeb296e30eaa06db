import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('canned');

export const strings = words({
  title: 'Canned replies',
  lead: (visitor: string, operator: string) =>
    say('Type / at the beginning of a reply to find one. {visitor} and {operator} become the names of the two.', {
      visitor,
      operator,
    }),
  loading: 'Loading canned replies…',
  none: 'There are none yet.',
  full: 'There is no room for more.',
  shortcut: 'Shortcut',
  shortcutHint: 'One word, such as hello. It is typed behind the slash.',
  text: 'Text',
  add: 'Add canned reply',
  save: 'Save',
  cancel: 'Cancel',
  edit: 'Edit',
  editNamed: (shortcut: string) => say('Edit {shortcut}', { shortcut }),
  remove: 'Delete',
  removeNamed: (shortcut: string) => say('Delete {shortcut}', { shortcut }),
  added: 'Canned reply added',
  changed: 'Canned reply changed',
  removed: 'Canned reply deleted',
  back: 'Canned reply restored',
});
