import { parleyErrorOf } from '@parley/client';
import { createValueStore } from './value-store.ts';

interface ProofAsked {
  /** The person has shown that it is he. */
  given: () => void;
  refused: () => void;
}

/** What a dialog waits for; one at a time. */
export const proofAsked = createValueStore<ProofAsked | null>(null);

/** Does what is dangerous; where the server wants a proof first, the person is asked for it, and it is done then. */
export async function withProof<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (parleyErrorOf(cause).code !== 'PROOF_REQUIRED') throw cause;
    await new Promise<void>((given, refused) => proofAsked.set({ given, refused: () => refused(cause) }));
    return act();
  }
}
