import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import type { Files } from './files.ts';
import { ImageMaker } from './images/image-maker.ts';
import { diskStorage } from './storage/disk-storage.ts';
import { Turns } from './turns.ts';

const GB = 1_000_000_000;

/** The files of this installation: a folder beside the embedded database's. */
export function openFiles(
  env: Pick<Env, 'DATA_DIR' | 'FILES_URL' | 'FILES_QUOTA_GB'>,
  key: string,
  log: Logger,
): Files {
  return {
    storage: diskStorage(join(env.DATA_DIR, 'files')),
    images: new ImageMaker(log),
    turns: new Turns(),
    key,
    origin: env.FILES_URL ?? null,
    quotaBytes: env.FILES_QUOTA_GB * GB,
  };
}
