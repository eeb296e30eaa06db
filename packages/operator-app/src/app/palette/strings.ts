import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('palette');

export const strings = words({
  title: 'Find a conversation or an action',
  placeholder: 'Name, message or action',
  results: 'Found',
  none: 'Nothing fits. Try fewer words.',
  found: (count: number) => say('{count, plural, one {# found} other {# found}}', { count }),
  conversations: 'Conversations',
  actions: 'Actions',
  projects: 'Projects',
});
