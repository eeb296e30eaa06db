import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import type { Files } from './files.ts';
import { ImageMaker } from './images/image-maker.ts';
import { diskStorage } from './storage/disk-storage.ts';
import type { FileStorage } from './storage/file-storage.ts';
import { s3Storage } from './storage/s3-storage.ts';
import { Turns } from './turns.ts';

const GB = 1_000_000_000;

type StorageEnv = Pick<
  Env,
  'DATA_DIR' | 'S3_BUCKET' | 'S3_REGION' | 'S3_ENDPOINT' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'
>;

export function openFiles(
  env: StorageEnv & Pick<Env, 'FILES_URL' | 'FILES_QUOTA_GB'>,
  key: string,
  log: Logger,
): Files {
  return {
    storage: openStorage(env),
    images: new ImageMaker(log),
    turns: new Turns(),
    key,
    origin: env.FILES_URL ?? null,
    quotaBytes: env.FILES_QUOTA_GB * GB,
  };
}

/** The bucket that the configuration names, or a folder beside the embedded database's. */
function openStorage(env: StorageEnv): FileStorage {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    return diskStorage(join(env.DATA_DIR, 'files'));
  }
  const region = env.S3_REGION;
  const endpoint = env.S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`;
  return s3Storage({ endpoint, bucket, region, accessKeyId, secretAccessKey });
}
