/** The words of a canned reply, for this visitor and this operator. Pure. */
export interface CannedNames {
  visitor: { name: string };
  operator: { name: string };
}

/** `{visitor.name}` and `{operator.name}`; whatever else stands in braces stays, and so do braces in a name. */
export function fillCanned(text: string, { visitor, operator }: CannedNames): string {
  return text.replace(/\{(visitor|operator)\.name\}/g, (_whole, who) =>
    who === 'visitor' ? visitor.name : operator.name,
  );
}
