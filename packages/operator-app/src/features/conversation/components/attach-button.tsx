import { useRef } from 'react';
import { IconButton } from '../../../components/ui/button.tsx';
import { fileStrings as strings } from '../files/file-strings.ts';

/** Without `accept`: on a phone the system's own choice then has the camera beside photos and files. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // So that the same file may be chosen again after it was removed.
          target.value = '';
        }}
      />
      <IconButton icon="clip" label={strings.attach} onClick={() => chooser.current?.click()} />
    </>
  );
}
