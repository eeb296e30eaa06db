import type { Participant } from '../access/caller.ts';
import type { PresenceHub } from './presence-hub.ts';

/** Counts the caller as there for as long as the subscription runs. */
export async function* attached<T>(
  hub: PresenceHub,
  caller: Participant,
  projectId: string,
  events: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const detach = hub.attach(
    caller.kind === 'visitor'
      ? { kind: 'visitor', id: caller.id, projectId }
      : { kind: 'operator', id: caller.id, name: caller.name, projectId },
  );
  try {
    yield* events;
  } finally {
    detach();
  }
}
