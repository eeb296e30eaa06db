import type { Environment } from '@parley/client';
import { DEFAULT_CONCURRENCY, eachOf } from './each-of.ts';
import type { Journal } from './journal.ts';
import type { Shard } from './messages.ts';
import type { Random } from '../random.ts';
import { Speaker } from './speaker.ts';
import { Watcher } from './watcher.ts';

/** Where one conversation happens, and who is in it. */
export interface Scene {
  project: number;
  visitor: Speaker;
  /** An operator who answers; the last scenes of a shard may have none. */
  desk: { speaker: Speaker; account: number } | null;
}

export interface Population {
  scenes: Scene[];
  watchers: { watcher: Watcher; project: number; account: number }[];
}

/** Each watcher follows so many conversations; of each project only the first few follow the inbox, where all is told. */
const WATCHED = 3;
const INBOX_READERS = 3;

/** A visitor and an operator's desk for each conversation; whoever is left watches. */
export async function populate(
  journal: Journal,
  { name, url, projects, conversations, clients }: Shard,
  environment: Partial<Environment>,
  random: Random,
): Promise<Population> {
  const projectAt = (index: number): number => index % projects.length;
  const accountOf = (project: number): number => random.between(0, (projects[project]?.sessionTokens.length ?? 1) - 1);
  const tokenOf = (project: number, account: number): string => projects[project]?.sessionTokens[account] ?? '';

  const scenes: Scene[] = Array.from({ length: conversations }, (_, index) => {
    const project = projectAt(index);
    const side = { kind: 'visitor', projectKey: projects[project]?.key ?? '' } as const;
    const visitor = new Speaker(journal, { url, name: `${name}-visitor-${index}`, environment, side });
    return { project, visitor, desk: null };
  });
  await eachOf(scenes, DEFAULT_CONCURRENCY, ({ visitor }) => visitor.open());

  const desks = Math.min(conversations, clients - conversations);
  await eachOf(scenes.slice(0, desks), DEFAULT_CONCURRENCY, async (scene, index) => {
    const account = accountOf(scene.project);
    const side = { kind: 'operator', sessionToken: tokenOf(scene.project, account) } as const;
    const seat = { url, name: `${name}-desk-${index}`, environment, side };
    const speaker = new Speaker(journal, seat, scene.visitor.conversationId);
    await speaker.open();
    scene.desk = { speaker, account };
  });

  const watchers = Array.from({ length: clients - conversations - desks }, (_, index) => {
    const project = projectAt(index);
    const account = accountOf(project);
    const inProject = scenes.filter((scene) => scene.project === project);
    // In turn, so that few watchers still see many conversations.
    const watched = Array.from({ length: Math.min(WATCHED, inProject.length) }, (__, nth) => {
      const place = (Math.floor(index / projects.length) * WATCHED + nth) % inProject.length;
      return inProject[place]?.visitor.conversationId ?? '';
    });
    const watcher = new Watcher(journal, {
      url,
      name: `${name}-watcher-${index}`,
      environment,
      sessionToken: tokenOf(project, account),
      conversations: watched,
      projectId: index < projects.length * INBOX_READERS ? (projects[project]?.id ?? null) : null,
    });
    watcher.open();
    return { watcher, project, account };
  });
  return { scenes, watchers };
}
