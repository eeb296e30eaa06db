/** Screens of files: attached, on their way, refused, and in the thread. */
import type { AttachmentItem, MessageItem, UploadProgress } from '@parley/client';
import type { Screen } from './screens.ts';
import { SOME_TALK } from './talk.ts';

const WAITING: UploadProgress = { state: 'waiting', sentBytes: 0, error: null };
const READY: UploadProgress = { state: 'ready', sentBytes: 1, error: null };
const LONG = 'Rechnung 2026-0417 Lampe mit Leinenschirm (Nachtrag, unterschrieben).pdf';

/** A picture without a file: drawn by the browser itself. */
function drawn(width: number, height: number): Blob {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 300 200" preserveAspectRatio="xMidYMid slice">
<rect width="300" height="200" fill="#7fa3a0"/><circle cx="220" cy="60" r="34" fill="#f4d58d"/><path d="M0 200 90 90 160 160 210 110 300 200Z" fill="#2f4f4f"/></svg>`;
  return new Blob([svg], { type: 'image/svg+xml' });
}

function file(id: string, change: Partial<AttachmentItem>): AttachmentItem {
  const none = { type: 'application/pdf', width: null, height: null, upload: null, blob: null };
  return { id, name: `${id}.pdf`, kind: 'file', size: 412_000, ...none, ...change };
}

function picture(id: string, width: number, height: number, change: Partial<AttachmentItem> = {}): AttachmentItem {
  const kind = 'image' as const;
  return file(id, {
    name: `${id}.jpg`,
    kind,
    type: 'image/jpeg',
    width,
    height,
    blob: drawn(width, height),
    ...change,
  });
}

function message(key: string, mine: boolean, attachments: AttachmentItem[], change: Partial<MessageItem> = {}) {
  const item: MessageItem = {
    kind: 'message',
    key,
    seq: 5,
    from: mine ? 'visitor' : 'operator',
    author: mine ? null : { id: 'o1', name: 'Anna Lind' },
    mine,
    text: '',
    attachments,
    at: new Date(Date.now() - 60_000),
    state: mine ? 'read' : 'sent',
    error: null,
    changes: null,
    replyTo: null,
    ...change,
  };
  return item;
}

const uploading = (sentBytes: number): UploadProgress => ({ state: 'uploading', sentBytes, error: null });
const failed = (error: UploadProgress['error']): UploadProgress => ({ state: 'failed', sentBytes: 0, error });
const sound = file('sound', { name: 'The hum.mp3', kind: 'audio', type: 'audio/mpeg', size: 2_100_000 });

const ATTACHED = [
  picture('living room', 900, 600, { upload: READY }),
  file('receipt', { name: LONG, size: 2_400_000, upload: uploading(1_100_000) }),
  file('drawing', { name: 'مخطط الغرفة.zip', size: 900, upload: WAITING }),
];

export const FILE_SCREENS: Record<string, () => Screen> = {
  'files-attached': () => ({ items: SOME_TALK, attached: ATTACHED }),
  'files-offline': () => ({ items: SOME_TALK, attached: ATTACHED, offline: true }),
  'files-refused': () => ({
    items: SOME_TALK,
    attached: [
      file('film', { name: 'holiday.mov', type: 'video/quicktime', size: 84_000_000, upload: failed('TOO_LARGE') }),
      file('setup', { name: 'setup.exe', type: '', upload: failed('FILE_REFUSED') }),
      picture('living room', 900, 600, { upload: failed('INTERNAL') }),
    ],
  }),
  'files-sending': () => ({
    items: [
      ...SOME_TALK,
      message('s1', true, [picture('living room', 900, 600, { upload: uploading(260_000) })], { state: 'queued' }),
      message('s2', true, [file('receipt', { name: LONG, upload: WAITING })], { state: 'queued', text: 'The receipt' }),
    ],
  }),
  'files-failed': () => ({
    items: [
      ...SOME_TALK,
      message('s1', true, [file('film', { name: 'holiday.mov', upload: failed('QUOTA_EXCEEDED') })], {
        state: 'failed',
        error: 'QUOTA_EXCEEDED',
        text: 'Here it is',
      }),
    ],
  }),
  'files-thread': () => ({
    items: [
      message('t1', true, [picture('living room', 900, 600)], { text: 'It would stand here.' }),
      message('t2', false, [sound]),
      message('t3', false, [file('offer', { name: LONG })], { text: 'Our offer' }),
      message('t4', true, [picture('tall', 400, 1200), file('notes', { name: 'notes.txt', size: 812 })]),
    ],
  }),
  'files-gone': () => ({
    items: [
      message('t1', true, [picture('living room', 900, 600, { blob: null })], { text: 'It would stand here.' }),
      message('t2', false, [file('offer', {})]),
    ],
    gone: true,
  }),
  'files-whole': () => ({ items: [message('t1', true, [picture('living room', 900, 600)])], acts: ['picture'] }),
};
