import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import type { Clients } from './clients.ts';
import { mark } from './run-channel.ts';
import { Talk } from './talk.ts';

type Chat = Extract<Scenario, { kind: 'chat' }>;

/** Durable chat, as fast as it goes or at a rate. */
export async function chat(
  clients: Clients,
  { conversations, rate, window, warmMs, measureMs }: Chat,
): Promise<Findings> {
  const talk = new Talk(clients, { first: 0, count: conversations });
  await talk.open();
  if (rate === null) talk.saturate(window);
  else talk.atRate(rate);
  await pause(warmMs);
  await mark('start');
  talk.begin();
  await pause(measureMs);
  const seconds = talk.end();
  await mark('stop');
  const found = await talk.finish();
  return { fault: clients.fault, seconds, ...found };
}
