import { CURSOR_NOW } from '../contract/wire.ts';

/** Where a reader stands: at this event, or before the first one. */
export interface Place {
  seq: number;
  /** Of the event's id; empty at the beginning. */
  proof: string;
}

export const BEGINNING: Place = { seq: 0, proof: '' };

export function placeOf(event: { seq: number; id: string }): Place {
  return { seq: event.seq, proof: idProof(event.id) };
}

/** `"<seq>.<8 hex of the event's id>"`: the hex proves that the log still holds that very event (EL4). */
export function cursorOf(event: { seq: number; id: string }): string {
  return `${event.seq}.${idProof(event.id)}`;
}

/** The last digits of a UUID v7 are random (and stand together); the first are its clock, which two events may share. */
function idProof(id: string): string {
  return id.slice(-8);
}

/** Absent or null: the beginning; so is a cursor of seq 0, which `reset` carries. */
export function parseCursor(lastEventId: string | null | undefined): Place | typeof CURSOR_NOW {
  if (lastEventId == null) return BEGINNING;
  if (lastEventId === CURSOR_NOW) return CURSOR_NOW;
  const [seq = '', proof = ''] = lastEventId.split('.');
  return Number(seq) === 0 ? BEGINNING : { seq: Number(seq), proof };
}

/** Is this the event that the place names? */
export function proves(place: Place, event: { seq: number; id: string } | undefined): boolean {
  return event !== undefined && event.seq === place.seq && idProof(event.id) === place.proof;
}
