import { CURSOR_NOW } from '../contract/wire.ts';

/** `"<seq>.<8 hex of the event's id>"`: the hex proves that the log still holds that very event (EL4). */
export function cursorOf(event: { seq: number; id: string }): string {
  return `${event.seq}.${idProof(event.id)}`;
}

/** The last digits of a UUID v7 are random; the first are its clock, which two events may share. */
function idProof(id: string): string {
  return id.replaceAll('-', '').slice(-8);
}

export type Start = { from: 'beginning' } | { from: 'now' } | { from: 'cursor'; seq: number; proof: string };

/** Absent or null: the beginning. */
export function parseCursor(lastEventId: string | null | undefined): Start {
  if (lastEventId == null) return { from: 'beginning' };
  if (lastEventId === CURSOR_NOW) return { from: 'now' };
  const [seq = '', proof = ''] = lastEventId.split('.');
  return { from: 'cursor', seq: Number(seq), proof };
}

export function proves(start: { seq: number; proof: string }, event: { seq: number; id: string } | undefined): boolean {
  return event !== undefined && event.seq === start.seq && idProof(event.id) === start.proof;
}
