import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('project');

export const strings = words({
  locked: 'Locked',
  loading: 'Loading your projects…',
  createTitle: 'Create a project',
  firstTitle: 'Create your first project',
  createLead: 'A project is one website or brand. It has its own visitors, inbox and install snippet.',
  name: 'Name',
  namePlaceholder: 'My shop',
  create: 'Create project',
  settings: 'Project settings',
  origins: 'Allowed origins',
  originsHint: 'One per line, such as https://example.com. While empty, only http://localhost may use the widget.',
  originsWrong: (line: string) =>
    say('“{line}” is not an origin. Write it like https://example.com, without a path.', { line }),
  originsMany: (max: number) => say('{max, plural, one {At most # origin.} other {At most # origins.}}', { max }),
  relayOnly: 'Send calls through relays only',
  relayOnlyHint:
    'Neither side of a call learns the other’s network address. Calls take the way over your TURN server; while there is none, they go direct.',
  connectsEarly: 'Connect calls while they ring',
  connectsEarlyHint:
    'Both hear each other the moment somebody answers. Until then nothing is heard and no network address is told. All calls then go through relays; without a TURN server this changes nothing.',
  editMinutes: 'Your team may edit and delete its own messages',
  editMinutesHint: 'Counted from when a message was sent. Owners and admins delete any message at any time.',
  editNever: 'Never',
  editAlways: 'At any time',
  editMinutesFor: (count: number) => say('{count, plural, one {For # minute} other {For # minutes}}', { count }),
  editHours: (count: number) => say('{count, plural, one {For # hour} other {For # hours}}', { count }),
  editDays: (count: number) => say('{count, plural, one {For # day} other {For # days}}', { count }),
  previewsTyping: 'Show what visitors type before they send it',
  previewsTypingHint:
    'Your team sees it while it is typed; it is stored nowhere. The widget tells visitors; say it in your privacy policy, too.',
  save: 'Save',
  saved: 'Saved.',
  readOnly: 'Only owners and admins of this project can change these.',
  installTitle: 'Install the widget',
  installLead: 'Put one of these on your site. The key is public: it names the project and opens nothing by itself.',
  scriptTag: 'Script tag',
  esm: 'With a bundler',
  copy: 'Copy',
  copied: 'Copied to the clipboard.',
  copyFailed: 'The browser did not allow copying. Select the text instead.',
  demo: 'Try it on the demo page',
  demoHint: 'A plain page with the widget of the first project; open it beside this window.',
  switcher: (name: string) => say('Project {name}. Switch project', { name }),
  newProject: 'New project',
  unread: (count: number) => say('{count, plural, one {# unread} other {# unread}}', { count }),
});
