/** `npm run e2e:calls:signaling`: calls from ring to hang-up, and every other way that they end. */
import { callsSignaling } from './steps/calls-signaling.ts';
import { runAsScript } from './run-as-script.ts';

await runAsScript('e2e:calls:signaling', callsSignaling);
