import type { AttachmentItem, AttachmentUrls, MessageItem, Thread, UploadProgress } from '@parley/client';
import { useRef, useState } from 'react';
import { Composer } from '../src/features/conversation/components/composer.tsx';
import { MessageBubble } from '../src/features/conversation/components/message-bubble.tsx';
import { useAttaching } from '../src/features/conversation/files/use-attaching.ts';
import { useComposing } from '../src/features/conversation/talk/use-composing.ts';
import { ANN, ME, VISITOR } from './people.ts';
import { preparedThread } from './prepared-thread.ts';

const LONG = 'Rechnung 2026-0417 Lampe mit Leinenschirm (Nachtrag, unterschrieben).pdf';
const CAST = { me: ME, visitorName: VISITOR.name, projectId: 'lamps' };
const AT = new Date('2026-01-05T09:00:00Z');
const GONE: AttachmentUrls = { file: null, thumb: null, error: 'NOT_FOUND' };
const THERE: AttachmentUrls = { file: '/parley.svg', thumb: null, error: null };

const uploading = (sentBytes: number): UploadProgress => ({ state: 'uploading', sentBytes, error: null });
const failed = (error: UploadProgress['error']): UploadProgress => ({ state: 'failed', sentBytes: 0, error });

function file(id: string, change: Partial<AttachmentItem> = {}): AttachmentItem {
  const none = { type: 'application/pdf', width: null, height: null, upload: null, blob: null };
  return { id, name: `${id}.pdf`, kind: 'file', size: 412_000, ...none, ...change };
}

function picture(id: string, change: Partial<AttachmentItem> = {}): AttachmentItem {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600" viewBox="0 0 300 200"><rect width="300" height="200" fill="#7fa3a0"/><circle cx="220" cy="60" r="34" fill="#f4d58d"/><path d="M0 200 90 90 160 160 210 110 300 200Z" fill="#2f4f4f"/></svg>`;
  const blob = new Blob([svg], { type: 'image/svg+xml' });
  return file(id, { name: `${id}.jpg`, kind: 'image', type: 'image/jpeg', width: 900, height: 600, blob, ...change });
}

function message(key: string, from: 'visitor' | 'operator', change: Partial<MessageItem>): MessageItem {
  const author = from === 'visitor' ? VISITOR : ANN;
  const mine = from === 'operator';
  return {
    ...{ kind: 'message', key, seq: 1, from, author: { id: author.id, name: author.name }, mine },
    ...{ text: '', attachments: [], at: AT, state: 'sent', error: null, changes: null, replyTo: null },
    ...change,
  };
}

interface FileScene {
  items?: readonly MessageItem[];
  attached?: readonly AttachmentItem[];
  urls?: AttachmentUrls;
}

const sound = file('hum', { name: 'The hum.mp3', kind: 'audio', type: 'audio/mpeg', size: 2_100_000 });

export const FILE_SCENES: Readonly<Record<string, () => FileScene>> = {
  'files-thread': () => ({
    items: [
      message('1', 'visitor', { attachments: [picture('living room')], text: 'It would stand here.' }),
      message('2', 'operator', { attachments: [file('offer', { name: LONG })], text: 'Our offer', state: 'read' }),
      message('3', 'visitor', { attachments: [sound, file('plan', { name: 'مخطط الغرفة.zip' })] }),
      message('4', 'operator', { attachments: [picture('lamp', { upload: uploading(200_000) })], state: 'queued' }),
      message('5', 'operator', {
        attachments: [file('film', { name: 'film.mov', upload: failed('QUOTA_EXCEEDED') })],
        ...({ state: 'failed', error: 'QUOTA_EXCEEDED' } as const),
      }),
    ],
  }),
  'files-gone': () => ({
    items: [message('1', 'visitor', { attachments: [picture('living room', { blob: null }), file('plan')] })],
    urls: GONE,
  }),
  'files-attached': () => ({
    attached: [
      picture('living room', { upload: { state: 'ready', sentBytes: 412_000, error: null } }),
      file('offer', { name: LONG, upload: uploading(180_000) }),
      file('film', { name: 'film.mov', size: 84_000_000, upload: failed('TOO_LARGE') }),
      picture('lamp', { upload: failed('INTERNAL') }),
    ],
  }),
};

export function FilesScene({ name }: { name: string }) {
  const [scene] = useState(() => FILE_SCENES[name]?.() ?? {});
  const [thread] = useState(() => preparedThread(scene.attached ?? [], scene.urls ?? THERE));
  return (
    <>
      {scene.items?.map((item) => (
        <MessageBubble key={item.key} {...{ item, thread }} visitorName="Ada Lovelace" startsGroup endsGroup />
      ))}
      <WithComposer thread={thread} />
    </>
  );
}

function WithComposer({ thread }: { thread: Thread }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const attaching = useAttaching(thread);
  const composing = useComposing(thread.conversationId, input);
  return (
    <Composer
      {...{ thread, input, attaching, composing, cast: CAST }}
      items={[]}
      onEditLast={() => undefined}
      onEscape={() => undefined}
    />
  );
}
