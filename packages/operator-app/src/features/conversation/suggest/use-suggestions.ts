import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { cannedQuery } from '../../../lib/canned-replies.ts';
import { useClient } from '../../../lib/session.ts';
import { membersQuery } from '../api/conversation.ts';
import type { Cast } from '../talk/message-acts.ts';
import type { DraftKind } from '../use-draft.ts';
import { findCanned, findPeople, type Lookup, lookupIn, type Suggestion } from './lookup.ts';
import type { Person } from './mention-parts.ts';

export interface Suggestions {
  /** Of the list, and with a suggestion's id behind it of that one. */
  listId: string;
  /** Empty: there is no list. */
  items: readonly Suggestion[];
  current: Suggestion | undefined;
  choose: (item: Suggestion) => void;
  /** @returns whether the list has taken it */
  onKey: (event: KeyboardEvent) => boolean;
}

interface Writing {
  cast: Cast;
  kind: DraftKind;
  text: string;
  caret: number;
  /** In place of everything that is written. */
  replace: (text: string, caret: number) => void;
  people: readonly Person[];
}

/** A list that the field keeps the focus of (ARIA: `aria-activedescendant`); Escape puts it away until something else is looked for. */
export function useSuggestions({ cast, kind, text, caret, replace, people }: Writing): Suggestions {
  const listId = useId();
  const lookup = lookupIn(kind, text, caret);
  const place = lookup && `${kind} ${lookup.from}`;
  const [away, setAway] = useState<string | null>(null);
  const [chosen, setChosen] = useState({ query: '', at: 0 });
  if (away !== null && away !== place) setAway(null);
  const found = useFound(lookup, { cast, kind, people });
  const items = away === null ? found : [];
  const at = chosen.query === lookup?.query ? Math.min(chosen.at, items.length - 1) : 0;
  const current = items[at];
  const choose = (item: Suggestion) => {
    if (!lookup) return;
    replace(text.slice(0, lookup.from) + item.text + text.slice(lookup.to), lookup.from + item.text.length);
  };
  const act = (key: string): boolean => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!lookup || !current) return false;
    if (by !== undefined) setChosen({ query: lookup.query, at: (at + by + items.length) % items.length });
    else if (key === 'Escape') setAway(place);
    else if (key === 'Enter' || key === 'Tab') choose(current);
    else return false;
    return true;
  };
  const onKey = (event: KeyboardEvent) => {
    const taken = !event.shiftKey && act(event.key);
    if (taken) event.preventDefault();
    return taken;
  };
  return { listId, items, current, choose, onKey };
}

function useFound(
  lookup: Lookup | null,
  { cast, kind, people }: Pick<Writing, 'cast' | 'kind' | 'people'>,
): Suggestion[] {
  const { me, visitorName, projectId } = cast;
  const canned = useQuery({ ...cannedQuery(useClient().api, projectId), enabled: kind === 'reply' && lookup !== null });
  if (lookup === null) return [];
  if (kind === 'note')
    return findPeople(
      lookup.query,
      people.filter(({ id }) => id !== me.id),
    );
  return findCanned(lookup.query, canned.data ?? [], { visitor: { name: visitorName }, operator: me });
}

/** Those whom a note may call; asked for when one is about to. `null`: not known yet, or not to be had. */
export function usePeople(projectId: string, wanted: boolean): readonly Person[] | null {
  const members = useQuery({ ...membersQuery(useClient().api, projectId), enabled: wanted });
  return members.data?.map(({ operator }) => operator) ?? null;
}
