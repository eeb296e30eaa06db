import type { AttachmentItem, ClientErrorCode } from '@parley/client';

/** Trying the upload again changes nothing with these. */
const FINAL: readonly ClientErrorCode[] = ['TOO_LARGE', 'INVALID_INPUT', 'FILE_REFUSED', 'FILE_GONE', 'QUOTA_EXCEEDED'];

export const mayPass = (code: ClientErrorCode | null): boolean => code === null || !FINAL.includes(code);

/** Is it on its way, or does it wait to be? */
export const isUnderWay = ({ upload }: AttachmentItem): boolean =>
  upload?.state === 'waiting' || upload?.state === 'uploading';
