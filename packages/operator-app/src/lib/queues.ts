import type { InboxFilter } from '@parley/client';

/** In the order in which they are shown; also what the address of the app and its links may name. */
export const QUEUES = ['open', 'mine', 'unassigned', 'mentions', 'closed'] as const satisfies readonly InboxFilter[];
