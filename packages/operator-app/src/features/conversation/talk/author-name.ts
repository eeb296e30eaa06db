import type { MessageItem, Quote } from '@parley/client';
import { strings } from '../strings.ts';
import type { Cast } from './message-acts.ts';

type Said = Pick<MessageItem, 'from' | 'author'> | Pick<Quote, 'from' | 'author'>;

/** Who has said it, to whoever reads it here. */
export function authorName(
  said: Said & { mine?: boolean },
  { me, visitorName }: Pick<Cast, 'visitorName'> & { me: Cast['me'] | null },
): string {
  const { from, author } = said;
  if (said.mine === true || (me !== null && from === 'operator' && author?.id === me.id)) return strings.you;
  if (from === 'visitor') return visitorName;
  return author?.name ?? (from === 'system' ? strings.system : strings.team);
}
