import { sizeWords, type AttachmentItem, type Thread } from '@parley/client';
import './file-tray.css';
import { LIMITS } from '@parley/api/contract/wire';
import { type RefObject, useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { focusBeside, focusEnd } from '../files/chip-focus.ts';
import { mayPass } from '../files/file-facts.ts';
import { fileStrings as strings, fileTrouble } from '../files/file-strings.ts';
import type { Attaching } from '../files/use-attaching.ts';
import { locale } from '../../../locale/formats.ts';
import { useObjectUrl } from '../files/use-object-url.ts';
import { useOutcomes } from '../files/use-outcomes.ts';
import { FileName } from './file-name.tsx';
import { UploadProgress } from './upload-progress.tsx';

interface FileTrayProps {
  thread: Thread;
  attaching: Attaching;
  /** Has the focus when the last file has gone. */
  input: RefObject<HTMLTextAreaElement | null>;
}

/** What is attached and not sent yet. */
export function FileTray({ thread, attaching, input }: FileTrayProps) {
  const { items, tooMany } = attaching;
  const outcome = useOutcomes(items);
  return (
    <>
      {items.length > 0 && (
        <ul className="file-tray" aria-label={strings.attached}>
          {items.map((item) => (
            <Chip key={item.id} {...{ item, thread, input }} />
          ))}
        </ul>
      )}
      {tooMany && (
        <p className="composer-count" data-over role="status">
          {strings.tooMany(LIMITS.filesPerMessage)}
        </p>
      )}
      <p className="visually-hidden" role="status">
        {outcome}
      </p>
    </>
  );
}

function Chip({ item, thread, input }: { item: AttachmentItem } & Omit<FileTrayProps, 'attaching'>) {
  const { id, name, size, upload } = item;
  const failed = upload?.state === 'failed';
  return (
    <li className="file-chip" data-failed={failed || undefined}>
      <Thumb item={item} />
      <span className="file-facts">
        <FileName name={name} />
        {failed ? (
          <span className="file-trouble">{fileTrouble(upload.error)}</span>
        ) : (
          <span className="file-size">
            <bdi>{sizeWords(size, locale())}</bdi>
            <UploadProgress item={item} />
          </span>
        )}
      </span>
      {failed && mayPass(upload.error) && (
        <Button
          aria-label={strings.againName(name)}
          onClick={({ currentTarget }) => {
            focusEnd(currentTarget.parentElement);
            thread.retryUpload(id);
          }}
        >
          {strings.again}
        </Button>
      )}
      <IconButton
        icon="close"
        label={strings.remove(name)}
        onClick={({ currentTarget }) => {
          if (!focusBeside(currentTarget.parentElement)) input.current?.focus();
          thread.detach(id);
        }}
      />
    </li>
  );
}

function Thumb({ item }: { item: AttachmentItem }) {
  const url = useObjectUrl(item.kind === 'image' ? item.blob : null);
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className="file-mark">
      {url === null || url === broken ? <Icon name="file" /> : <img src={url} alt="" onError={() => setBroken(url)} />}
    </span>
  );
}
