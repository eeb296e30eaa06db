export const SCENES = ['crash', 'cuts', 'lost-tail', 'dead-bus', 'stalled', 'call'] as const;
export type SceneName = (typeof SCENES)[number];
