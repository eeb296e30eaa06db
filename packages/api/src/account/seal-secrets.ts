import type { Services } from '../access/services.ts';
import { openSecret, sealSecret } from './factor-secret.ts';
import { countOpenSecrets, factorsNotUnder, keysOfFactors, replaceSecret } from './second-factor.queries.ts';

const BATCH = 100;

/**
 * At the start: what lies open, or under a key that is on its way out, is sealed by the first one. Other nodes may do the same
 * meanwhile, or change a factor.
 * @throws Error in one line when some need a key that is not here: their operators could not sign in
 */
export async function sealSecrets({ db, keys, log }: Pick<Services, 'db' | 'keys' | 'log'>): Promise<void> {
  const missing = (await keysOfFactors(db)).filter((id) => !keys.has(id));
  if (missing.length > 0)
    throw new Error(
      `DATA_KEYS: the second factors in this database need the key ${missing.join(', ')}, which is not there`,
    );
  const { sealingId } = keys;
  if (sealingId === null) {
    const open = await countOpenSecrets(db);
    if (open > 0) log.warn({ open }, 'second factors lie open in the database: set DATA_KEYS');
    return;
  }
  let sealed = 0;
  for (let after: string | null = null; ;) {
    const rows = await factorsNotUnder(db, sealingId, after, BATCH);
    for (const { operatorId, secret } of rows) {
      const again = sealSecret(keys, operatorId, openSecret(keys, operatorId, secret));
      if (await replaceSecret(db, operatorId, secret, again)) sealed += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.operatorId;
  }
  if (sealed > 0) log.info({ sealed, key: sealingId }, 'second factors sealed');
}
