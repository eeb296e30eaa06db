/** `npm run e2e:reliable`: messages both ways while lines are cut and the server is killed; nothing lost, doubled or reordered. */
import { reliable } from './steps/reliable.ts';
import { runAsScript } from './run-as-script.ts';

await runAsScript('e2e:reliable', reliable);
