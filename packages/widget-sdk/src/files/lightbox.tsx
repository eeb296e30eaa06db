import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../panel/icons.tsx';
import type { FileProps } from './file-card.tsx';
import { FileIcon } from './file-icon.tsx';
import { FileName } from './file-name.tsx';
import { useObjectUrl } from './use-object-url.ts';
import { useUrls } from './use-urls.ts';
import { useFileWords } from './use-file-words.ts';

/** The whole picture over the whole page: the browser keeps the focus in it and gives it back. */
export function Lightbox({ item, thread, onClose }: FileProps & { onClose: () => void }): JSX.Element {
  const words = useFileWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const own = useObjectUrl(item.blob);
  const { file } = useUrls(thread, item.id, item.upload === null);
  // The first one stays: a link that is renewed would load the picture again.
  const [src, setSrc] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const isOwn = item.blob !== null && !refused;
  const first = isOwn ? own : file;
  if (src === null && first !== null) setSrc(first);
  // A site may let in pictures of the server and none of the page.
  const fromServer = () => {
    setRefused(true);
    setSrc(null);
  };
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={item.name}
      // It stands in the log, which would read all of it out.
      aria-live="off"
      onClose={onClose}
      // The panel behind would close as well.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div class="lightbox-head">
        <FileName name={item.name} />
        {file !== null && (
          <a class="round" href={file} download={item.name} target="_blank" rel="noopener noreferrer">
            <FileIcon name="save" />
            <span class="unseen">{words.download}</span>
          </a>
        )}
        <button type="button" class="round" aria-label={words.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <Whole key={src} src={src} name={item.name} onRefused={isOwn ? fromServer : null} />
    </dialog>
  );
}

interface WholeProps {
  src: string | null;
  name: string;
  /** What else there is to do than to say that it can't be shown. */
  onRefused: (() => void) | null;
}

function Whole({ src, name, onRefused }: WholeProps): JSX.Element {
  const words = useFileWords();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  return (
    <div class="lightbox-whole">
      {src !== null && state !== 'failed' && (
        <img src={src} alt={name} onLoad={() => setState('shown')} onError={onRefused ?? (() => setState('failed'))} />
      )}
      {state !== 'shown' && <p role="status">{state === 'failed' ? words.failed : words.loading}</p>}
    </div>
  );
}
