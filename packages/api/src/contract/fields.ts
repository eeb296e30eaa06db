/** What inputs are made of. */
import { z } from 'zod';
import { CURSOR_NOW, LIMITS } from './wire.ts';

/** Postgres text can't hold NUL, and a lone surrogate can't be UTF-8: refused here, not by a 500. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((s) => !s.includes('\0') && s.isWellFormed(), 'contains characters that cannot be stored');
export const filled = (max: number) => text(max).refine((s) => s.trim() !== '', 'must not be empty');
/** Compared as text here, and without regard to capitals by Postgres. */
export const id = z.uuid().toLowerCase();
/** Made by the client; version 7, so that ids of one device sort by time. */
export const clientId = z.uuidv7();
/** Of calls and their signals, which are compared as text. */
export const callClientId = clientId.toLowerCase();
export const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const bytes = (max: number) =>
  text(max).refine((s) => new TextEncoder().encode(s).length <= max, `longer than ${max} bytes`);
export const cursor = z
  .string()
  .max(40)
  .regex(new RegExp(`^(\\d{1,15}\\.[0-9a-f]{8}|${CURSOR_NOW})$`), 'not a cursor')
  .nullish();
export const limit = z.number().int().min(1).max(LIMITS.pageSize);
