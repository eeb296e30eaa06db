import type { Facts, Reading } from '../facts.ts';
import type { Findings } from '../findings.ts';
import { showProof } from '../rows.ts';

/** A message is in the log once, and a reading applies an event once. */
export function doubled(facts: Facts, findings: Findings): void {
  const spoken = new Set<string>();
  for (const { said } of facts.messages.values()) if (said !== null) spoken.add(said.stream);
  for (const { id, said, stored } of facts.messages.values()) {
    const places = stored.map(({ stream, event }) => `${event.seq} of ${stream}`);
    if (places.length > 1) findings.add('doubled', 'EL6', `${id} is stored as ${places.join(' and ')}`);
    const [first] = stored;
    // Where all senders are known, a stranger is somebody's second try under a new id.
    if (said === null && first !== undefined && spoken.has(first.stream))
      findings.add('doubled', 'EL6', `${id}, which nobody sent, is stored as ${places.join(' and ')}`);
  }
  for (const stream of facts.streams.values())
    for (const reader of stream.readers)
      for (const reading of reader.readings) twice(facts, findings, `${reader.id} of ${stream.name}`, reading);
}

function twice(facts: Facts, findings: Findings, who: string, { rows }: Reading): void {
  const events = new Map<number, number>();
  const messages = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) {
    const [seq, proof, message] = [rows.seq(index), rows.proof(index), rows.message(index)];
    if (events.get(seq) === proof) findings.add('doubled', 'EL3', `${who} applied ${seq} (${showProof(proof)}) again`);
    else if (message !== 0 && messages.has(message))
      findings.add('doubled', 'EL3', `${who} applied message ${facts.messageOf(message)?.id ?? ''} again, as ${seq}`);
    events.set(seq, proof);
    if (message !== 0) messages.add(message);
  }
}
