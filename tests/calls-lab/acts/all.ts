import type { Act } from './act.ts';
import { answer } from './answer.ts';
import { blackhole } from './blackhole.ts';
import { hold } from './hold.ts';
import { killServer } from './kill-server.ts';
import { killTab } from './kill-tab.ts';
import { mute } from './mute.ts';
import { reload, reloadOperator } from './reload.ts';
import { exposure, privacy } from './privacy.ts';
import { restartPostgres } from './restart-postgres.ts';
import { screenShare } from './screen-share.ts';
import { switchNetwork } from './switch-network.ts';

export const ACTS = {
  answer,
  mute,
  hold,
  'screen-share': screenShare,
  privacy,
  exposure,
  'switch-network': switchNetwork,
  reload,
  'reload-operator': reloadOperator,
  blackhole,
  'kill-server': killServer,
  'kill-tab': killTab,
  'restart-postgres': restartPostgres,
} as const satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
