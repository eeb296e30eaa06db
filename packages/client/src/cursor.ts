/** The seq in a cursor `"<seq>.<8 hex>"`; 0 for none. */
export function seqOf(cursor: string | null): number {
  const seq = cursor === null ? 0 : Number.parseInt(cursor, 10);
  return Number.isNaN(seq) ? 0 : seq;
}
