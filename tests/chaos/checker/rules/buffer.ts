import type { Facts } from '../facts.ts';
import type { Bounds, Findings } from '../findings.ts';

/** What a server holds for one reader that does not read is bounded. */
export function buffer(facts: Facts, findings: Findings, { bufferBytes }: Bounds): void {
  for (const { node, name, value } of facts.gauges.values())
    if (name === 'stalled-buffer-bytes' && value > bufferBytes)
      findings.add('buffer', 'TR5', `${node} held ${value} bytes for one reader; ${bufferBytes} is the bound`);
}
