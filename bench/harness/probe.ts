/**
 * Preloaded into every server that is measured (`--import`), ours and the peers' alike: tells how much processor time
 * and memory the process has used, and takes a profile. It costs nothing while nobody asks.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { asText, type FromProbe, type ToProbe } from '../messages.ts';

const session = new Session();

async function answer(question: ToProbe): Promise<FromProbe> {
  switch (question.type) {
    case 'usage': {
      const { user, system } = process.cpuUsage();
      return { type: 'usage', cpuSeconds: (user + system) / 1e6 };
    }
    case 'memory': {
      // Twice: what finalizers let go of is collected by the second.
      globalThis.gc?.();
      globalThis.gc?.();
      return { type: 'memory', bytes: process.memoryUsage.rss() };
    }
    case 'profile':
      if (question.on) {
        session.connect();
        await session.post('Profiler.enable');
        await session.post('Profiler.start');
      } else {
        const { profile } = await session.post('Profiler.stop');
        session.disconnect();
        writeFileSync(question.file, JSON.stringify(profile));
      }
      return { type: 'profile' };
  }
}

process.on('message', (text) => {
  void answer(JSON.parse(asText(text))).then((found) => process.send?.(JSON.stringify(found)));
});
// The run has gone: nobody else would end this server.
process.once('disconnect', () => process.exit(1));
// Listening for messages must not keep a server alive that has stopped.
process.channel?.unref();
