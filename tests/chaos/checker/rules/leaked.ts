import type { Facts } from '../facts.ts';
import type { Findings } from '../findings.ts';

/** A signal reaches the device that it is for, and nobody else. */
export function leaked(facts: Facts, findings: Findings): void {
  for (const { name, stored, readers } of facts.streams.values()) {
    const owners = new Map(stored.flatMap(({ proof, only }) => (only == null ? [] : [[proof, only] as const])));
    if (owners.size === 0) continue;
    for (const { id, as, readings } of readers)
      for (const { rows } of readings)
        for (let index = 0; index < rows.length; index += 1) {
          const owner = owners.get(rows.proof(index));
          if (owner !== undefined && owner !== as)
            findings.add('leaked', 'CL2', `${id} was told ${rows.seq(index)} of ${name}, which is for ${owner}`);
        }
  }
}
