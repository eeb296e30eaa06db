import { leaksTo, type Leaks } from '../leaks.ts';
import type { Client } from '../network.ts';
import type { Stage } from '../stage.ts';
import type { Act } from './act.ts';

/**
 * In a relay-only project neither side learns where the other is, packet by packet: not when they connect, and not when
 * they connect anew.
 */
export const privacy: Act = {
  relayOnly: true,
  captures: true,
  async play(stage) {
    for (const [client, { told, met, readable }] of await leaksAfterReload(stage)) {
      if (!readable) throw new Error(`the ${client}'s signals could not be read`);
      if (told.length > 0) throw new Error(`the ${client} was told ${told.join('; ')}`);
      if (met.length > 0) throw new Error(`the ${client} exchanged packets with ${met.join(', ')}`);
    }
  },
  leads: 'sound',
};

/** The same where a project allows straight connections: what `privacy` looks for is found. */
export const exposure: Act = {
  relayOnly: false,
  captures: true,
  async play(stage) {
    for (const [client, { told, met, readable }] of await leaksAfterReload(stage)) {
      if (!readable) throw new Error(`the ${client}'s signals could not be read`);
      if (met.length === 0) throw new Error(`the ${client} exchanged packets with nobody else`);
      if (told.length === 0) throw new Error(`nothing was found in what the ${client} was told`);
    }
  },
  leads: 'sound',
};

async function leaksAfterReload(stage: Stage): Promise<(readonly [Client, Leaks])[]> {
  const { captures } = stage;
  if (captures === null) throw new Error('nothing was captured');
  await stage.visitor.page.reload();
  await stage.hearEachOther();
  return Promise.all(CLIENTS.map(async (client) => [client, leaksTo(client, await captures[client].stop())] as const));
}

const CLIENTS: readonly Client[] = ['visitor', 'operator'];
