import type { ConversationView, ProjectView } from '@parley/api/contract/views';
import { keyOf } from '../../lib/commands/command-table.ts';
import { strings as commandStrings } from '../../lib/commands/strings.ts';
import { commandsNow } from '../../lib/commands/use-commands.ts';
import { lastMessageWords } from '../../lib/message-words.ts';
import { wordsIn } from '../../lib/words-in.ts';
import { strings } from './strings.ts';

export interface PaletteItem {
  id: string;
  section: string;
  title: string;
  /** What else is said of it, and found by. */
  detail: string;
  key: string | null;
  run: () => void;
}

interface Sources {
  conversations: readonly ConversationView[];
  projects: readonly ProjectView[];
  openConversation: (id: string) => void;
  openProject: (id: string) => void;
}

/** More would only be scrolled by; another word finds them. */
const MOST_CONVERSATIONS = 8;

/** What the query finds: what can be done now, and where one can go. As they are when asked for. */
export function findItems(query: string, sources: Sources): PaletteItem[] {
  const fits = wordsIn(query);
  const found = (items: PaletteItem[]) => items.filter(({ title, detail }) => fits(`${title}\n${detail}`));
  const conversations = found(sources.conversations.map((view) => conversationItem(view, sources)));
  return [
    ...conversations.slice(0, MOST_CONVERSATIONS),
    ...found(commandItems()),
    ...found(sources.projects.map((project) => projectItem(project, sources))),
  ];
}

function commandItems(): PaletteItem[] {
  return commandsNow()
    .filter(({ id }) => id !== 'palette')
    .map(({ id, run }) => ({
      id,
      section: strings.actions,
      title: commandStrings.titles[id],
      detail: '',
      key: keyOf(id),
      run,
    }));
}

function conversationItem({ id, visitor, lastMessage }: ConversationView, sources: Sources): PaletteItem {
  return {
    id,
    section: strings.conversations,
    title: visitor.name,
    detail: lastMessage === null ? '' : lastMessageWords(lastMessage),
    key: null,
    run: () => sources.openConversation(id),
  };
}

function projectItem({ id, name }: ProjectView, sources: Sources): PaletteItem {
  return { id, section: strings.projects, title: name, detail: '', key: null, run: () => sources.openProject(id) };
}
