import type { Generated } from 'kysely';
import type { Actor } from '../contract/events.ts';
import type { EventBody, StreamKind } from './event-bodies.ts';

export interface EventLogTables {
  stream: {
    id: Generated<number>;
    kind: StreamKind;
    last_seq: Generated<number>;
  };
  event: {
    stream_id: number;
    seq: number;
    id: string;
    /** Made by the client; the same id again in the same stream appends nothing (EL6). */
    client_id: string | null;
    type: string;
    actor: Actor;
    at: Date;
    body: EventBody;
  };
}
