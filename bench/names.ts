/** Who and what the seed has made, by number: the same rule in SQL, in the servers and in the generator. */

/** Sites; the operator of the same number watches a site's conversations. */
export const PROJECTS = 4;
/** They belong to the sites in turn. One has one call at a time. */
export const OPERATORS = 32;
export const CONVERSATIONS = 5_000;

export const conversationId = (n: number): string => `01900004-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const callId = (n: number): string => `01900007-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const signalId = (n: number): string => `0190000a-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const projectKey = (p: number): string => `pk_bench_${p}`;
export const visitorToken = (n: number): string => `pvt_bench_${n}`;
export const sessionToken = (operator: number): string => `pss_bench_${operator}`;

/** The project of a conversation, and of an operator; a visitor has the number of his conversation. */
export const projectOf = (n: number): number => n % PROJECTS;

/** Message `index` of a run; found again in whatever a server sends. */
export const MESSAGE_ID = '01900009-0000-7000-8000-';
export const messageId = (index: number): string => MESSAGE_ID + index.toString(16).padStart(12, '0');

/** 160 characters: a usual message of a support chat. */
export const TEXT =
  'Hello, I ordered last Tuesday and the parcel is still in transit. Could you have a look at order 48213 for me? I will be away from Friday on, so it would help. Thx';

/** Candidates, of which a call takes as many messages as it likes while they name none: 100 is the limit of a leg. */
export const SIGNAL = '{"kind":"candidates","candidates":[],"gen":0}';
