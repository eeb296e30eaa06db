import { asText, type Findings, type FromGenerator, type ToGenerator } from '../messages.ts';

/** The generator's line to the run that started it. */
function tell(message: FromGenerator): void {
  process.send?.(JSON.stringify(message));
}

function ask(message: FromGenerator): Promise<ToGenerator> {
  return new Promise((resolve) => {
    process.once('message', (text) => resolve(JSON.parse(asText(text))));
    tell(message);
  });
}

/** Returns when the run has read the server's clocks. */
export async function mark(name: 'start' | 'stop'): Promise<void> {
  await ask({ type: 'mark', name });
}

/** The server's resident memory after a collection, in bytes. */
export async function serverMemory(): Promise<number> {
  const answer = await ask({ type: 'memory' });
  return answer.type === 'memory' ? answer.bytes : Number.NaN;
}

export function report(findings: Findings): void {
  tell({ type: 'findings', findings });
}
