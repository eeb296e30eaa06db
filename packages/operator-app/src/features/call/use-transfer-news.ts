import type { CallSnapshot } from '@parley/client';
import { useEffect, useRef } from 'react';
import { announce } from '../../lib/announcer.ts';
import { strings } from './strings.ts';

/** Says how a transfer came out while the call stays ours; that it was taken, the end of our call says. */
export function useTransferNews({ phase, call }: CallSnapshot): { cancelling: (request: Promise<void>) => void } {
  const name = call?.transfer?.to.name ?? null;
  const before = useRef<string | null>(null);
  const cancelled = useRef(false);
  useEffect(() => {
    const rang = before.current;
    before.current = name;
    if (name !== null || rang === null || phase === 'ended') return;
    announce(cancelled.current ? strings.transferCancelled(rang) : strings.transferFailed(rang));
    cancelled.current = false;
  }, [name, phase]);
  return {
    cancelling: (request) => {
      cancelled.current = true;
      request.catch(() => void (cancelled.current = false));
    },
  };
}
