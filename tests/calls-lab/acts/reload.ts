import type { Act } from './act.ts';

export const reload: Act = { play: async ({ visitor }) => void (await visitor.page.reload()), leads: 'sound' };
export const reloadOperator: Act = {
  play: async ({ operator }) => void (await operator.page.reload()),
  leads: 'sound',
};
