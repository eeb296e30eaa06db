import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { IconButton } from '../../../components/ui/button.tsx';
import { fileStrings as strings } from '../files/file-strings.ts';
import { useObjectUrl } from '../files/use-object-url.ts';
import { useUrls } from '../files/use-urls.ts';
import { type FileProps, SaveLink } from './file-card.tsx';
import { FileName } from './file-name.tsx';

interface LightboxProps extends FileProps {
  /** What opens it, and has the focus again afterwards. */
  children: ReactNode;
}

/** The whole picture over the whole app. */
export function Lightbox({ children, ...file }: LightboxProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="lightbox" aria-describedby={undefined}>
          <Opened {...file} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Opened({ item, thread }: FileProps) {
  const own = useObjectUrl(item.blob);
  const { file } = useUrls(thread, item.id, item.upload === null);
  // The first one stays: a link that is renewed would load the picture again.
  const [src, setSrc] = useState<string | null>(null);
  const first = item.blob === null ? file : own;
  if (src === null && first !== null) setSrc(first);
  return (
    <>
      <header className="lightbox-head">
        <Radix.Title>
          <FileName name={item.name} />
        </Radix.Title>
        {file !== null && <SaveLink item={item} file={file} />}
        <Radix.Close asChild>
          <IconButton icon="close" label={strings.close} />
        </Radix.Close>
      </header>
      <Whole src={src} name={item.name} />
    </>
  );
}

function Whole({ src, name }: { src: string | null; name: string }) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  return (
    <div className="lightbox-whole">
      {src !== null && state !== 'failed' && (
        <img src={src} alt={name} onLoad={() => setState('shown')} onError={() => setState('failed')} />
      )}
      {state !== 'shown' && <p role="status">{state === 'failed' ? strings.failed : strings.loading}</p>}
    </div>
  );
}
