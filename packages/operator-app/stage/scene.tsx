import { NOTHING_CHECKED } from '@parley/client';
import { useCallback, useEffect, useState } from 'react';
import { checkShown } from '../src/features/call/check-shown.ts';
import { CallBar } from '../src/features/call/components/call-bar.tsx';
import { CallCheckDialog } from '../src/features/call/components/call-check-dialog.tsx';
import { IncomingCalls } from '../src/features/call/components/incoming-call.tsx';
import { CALL_SCENES } from './call-scenes.ts';
import { CHECK_SCENES, preparedCheck } from './check-scenes.ts';
import { END_SCENES } from './end-scenes.ts';
import { FILE_SCENES, FilesScene } from './file-scenes.tsx';
import { preparedDesk } from './prepared-desk.ts';
import { ThreadScene } from './thread-scene.tsx';

const THREAD = 'thread-calls';
const CALLS = { ...CALL_SCENES, ...END_SCENES };

export const SCENES: readonly string[] = [
  ...Object.keys(CALLS),
  ...Object.keys(CHECK_SCENES),
  ...Object.keys(FILE_SCENES),
  THREAD,
];

export function Scene({ name }: { name: string }) {
  const [desk] = useState(() => preparedDesk(CALLS[name]?.() ?? {}));
  return (
    <div className="shell" data-screen="page">
      <div className="shell-top">
        <CallBar desk={desk} />
      </div>
      <main className="page-pane">
        <h1 className="visually-hidden">{name}</h1>
        {name === THREAD && <ThreadScene />}
        {name in FILE_SCENES && <FilesScene name={name} />}
      </main>
      <IncomingCalls desk={desk} onAnswered={() => undefined} />
      <Check name={name} />
    </div>
  );
}

function Check({ name }: { name: string }) {
  const [snapshot] = useState(() => CHECK_SCENES[name]?.() ?? null);
  useEffect(() => {
    checkShown.set(snapshot !== null);
  }, [snapshot]);
  const open = useCallback(() => preparedCheck(snapshot ?? NOTHING_CHECKED), [snapshot]);
  return <CallCheckDialog openCheck={open} />;
}
