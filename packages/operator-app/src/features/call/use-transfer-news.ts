import type { CallSnapshot } from '@parley/client';
import { useEffect, useRef } from 'react';
import { announce } from '../../lib/announcer.ts';
import { strings } from './strings.ts';

/** Says why a transfer ended while the call stays ours; that it was taken, the end of our call says. */
export function useTransferNews({ phase, call }: CallSnapshot): void {
  const name = call?.transfer?.to.name ?? null;
  const before = useRef<string | null>(null);
  const ended = call?.transferEnded;
  useEffect(() => {
    const rang = before.current;
    before.current = name;
    if (name !== null || rang === null || phase === 'ended') return;
    // A server of the version before does not say why.
    announce(ended ? strings.transferEnded[ended.why](ended.to.name) : strings.transferFailed(rang));
  }, [name, phase, ended]);
}
