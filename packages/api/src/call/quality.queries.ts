import { sql } from 'kysely';
import type { CallDetailsView, CallQualityReport, CallSide } from '../contract/call-views.ts';
import type { Db } from '../db/database.ts';
import type { Device } from './machine/call-state.ts';

/**
 * The longest is kept: a later one says more. Reports that waited for a connection come in any order, and a page that was
 * loaded anew where nothing can be kept begins again; neither is to take the place of half an hour.
 */
export async function putReport(
  db: Db,
  callId: string,
  { side, partyId, deviceId }: Device & { side: CallSide },
  report: CallQualityReport,
  at: Date,
): Promise<void> {
  const said = { report: JSON.stringify(report), at };
  await db
    .insertInto('call_quality')
    .values({ call_id: callId, side, party_id: partyId, device_id: deviceId, ...said })
    .onConflict((conflict) =>
      conflict
        .columns(['call_id', 'party_id', 'device_id'])
        .doUpdateSet(said)
        .where(sql<boolean>`(call_quality.report ->> 'seconds')::numeric <= ${report.seconds}`),
    )
    .execute();
}

/** In the order in which they were last given. */
export async function readReports(db: Db, callId: string): Promise<CallDetailsView['quality']> {
  const rows = await db
    .selectFrom('call_quality')
    .select(['side', 'report'])
    .where('call_id', '=', callId)
    .orderBy('at')
    .execute();
  return rows.map(({ side, report }) => ({ ...report, side }));
}
