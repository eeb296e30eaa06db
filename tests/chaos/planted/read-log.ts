import type pg from 'pg';
import type { Stored } from '../history/history.ts';

interface Row {
  kind: 'conversation' | 'inbox' | 'call';
  owner: string;
  seq: string;
  id: string;
  type: string;
  message: string | null;
  to: { partyId: string; deviceId: string } | null;
}

/** Who a signal is for, as `Began.as` and `Stored.only` name it. */
export const deviceName = (device: { partyId: string; deviceId: string }): string =>
  `${device.partyId}/${device.deviceId}`;

/** The whole log, as a history tells it. Notes are left out: no scene writes any. */
export async function readLog(client: Pick<pg.Client, 'query'>): Promise<Stored[]> {
  const { rows } = await client.query<Row>(`
    select s.kind, coalesce(c.id, p.id, l.id) as owner, e.seq, e.id, e.type, e.body -> 'to' as to,
           coalesce(e.body ->> 'messageId', e.body ->> 'signalId') as message
    from event e join stream s on s.id = e.stream_id
    left join conversation c on c.stream_id = s.id
    left join project p on p.inbox_stream_id = s.id
    left join call l on l.stream_id = s.id
    where s.kind <> 'notes' order by s.id, e.seq`);
  return rows.map(({ kind, owner, seq, id, type, message, to }) => ({
    ...{ kind: 'stored', stream: `${kind}:${owner}`, seq: Number(seq), event: id, message, type },
    ...(type === 'signal' ? { only: to === null ? null : deviceName(to) } : {}),
  }));
}
