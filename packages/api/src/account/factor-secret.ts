import { keyIdOf, type DataKeys } from '../access/data-keys.ts';

/** A row copied to another operator does not open: his code would let the thief in. */
const whose = (operatorId: string): string => `second_factor ${operatorId}`;

export const sealSecret = (keys: DataKeys, operatorId: string, secret: string): string =>
  keys.seal(secret, whose(operatorId));

/** What versions before this have written lies open. */
export const openSecret = (keys: DataKeys, operatorId: string, stored: string): string =>
  keyIdOf(stored) === null ? stored : keys.open(stored, whose(operatorId));
