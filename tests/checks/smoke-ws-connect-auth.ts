/** `npm run smoke:ws:connect:auth`: who may connect, who may not, and 200 sockets at once on one upgrade listener. */
import { connectAuth } from './steps/connect-auth.ts';
import { runAsScript } from './run-as-script.ts';

await runAsScript('smoke:ws:connect:auth', connectAuth);
