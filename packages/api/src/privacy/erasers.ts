import { forgetFiles } from '../attachment/erase-files.queries.ts';
import { endCallsForErasure } from '../call/erase-calls.queries.ts';
import type { Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';

/**
 * What a feature does when conversations are about to go, in the transaction that takes them out of sight. Rows that
 * reference a conversation or a visitor with `on delete cascade`, and streams that `streamsOf` names, need nothing here.
 * @returns what it has appended, for those who listen
 */
type Eraser = (trx: Trx, conversationIds: readonly string[], now: number) => Promise<Appended[]>;

/** A feature that keeps something elsewhere (files, indexes, things that wait to be sent) has a line here. */
export const ERASERS: readonly Eraser[] = [endCallsForErasure, forgetFiles];
