import type { ImageMaker } from './images/image-maker.ts';
import type { FileStorage } from './storage/file-storage.ts';
import type { Turns } from './turns.ts';

/** What commands on files are given; one per process. */
export interface Files {
  storage: FileStorage;
  images: ImageMaker;
  turns: Turns;
  /** Signs links. */
  key: string;
  /** Where links lead; null: to where the client is anyway. */
  origin: string | null;
  /** Of a project that has no quota of its own. */
  quotaBytes: number;
}
