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

const usage = { start: process.cpuUsage(), seconds: Number.NaN };

/** Returns when the run has read the server's clocks. */
export async function mark(name: 'start' | 'stop'): Promise<void> {
  if (name === 'stop') {
    const { user, system } = process.cpuUsage(usage.start);
    usage.seconds = (user + system) / 1e6;
  }
  await ask({ type: 'mark', name });
  if (name === 'start') usage.start = process.cpuUsage();
}

/** The server's resident memory after a collection, in bytes. */
export async function serverMemory(): Promise<number> {
  const answer = await ask({ type: 'memory' });
  return answer.type === 'memory' ? answer.bytes : Number.NaN;
}

export function report(findings: Findings): void {
  tell({ type: 'findings', findings: { ...findings, generatorSeconds: usage.seconds } });
}
