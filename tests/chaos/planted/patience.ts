import { BOUNDS, type Bounds } from '../checker/findings.ts';

/** All of a scene runs on one machine, which may be busy with other things; a bug is later than that, or for ever. */
export const PATIENT: Partial<Bounds> = { slackMs: 3_000 };
export const IN_TIME_MS = BOUNDS.lateMs + 3_000;
