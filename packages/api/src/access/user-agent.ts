import type { Connection } from './caller.ts';

const USER_AGENT_CHARS = 300;

/** As much of it as is worth keeping. */
export const userAgentOf = ({ userAgent }: Connection): string | null => userAgent?.slice(0, USER_AGENT_CHARS) ?? null;
