import { v7 as uuidv7 } from 'uuid';
import type { LogImplementation } from '../log-node.ts';
import { realLog } from '../real-log.ts';

/** The bug: a sender who got no answer sends again under a new id. */
export const retryWithNewId: LogImplementation = {
  ...realLog,
  name: 'retry with a new id',
  again: (item) => ({ ...item, clientId: uuidv7() }),
};
