import './call-stage.css';
import type { CallSnapshot } from '@parley/client';
import { useRef } from 'react';
import { IconButton } from '../../../components/ui/button.tsx';
import { usePictureInPicture } from '../../../lib/picture-in-picture.ts';
import type { Pictures } from '../pictures-of.ts';
import { strings } from '../strings.ts';
import { OwnPicture } from './own-picture.tsx';
import { StreamVideo } from './stream-media.tsx';

interface CallStageProps {
  snapshot: CallSnapshot;
  pictures: Pictures;
  name: string;
  fullScreen: { on: boolean; toggle: (() => void) | null };
}

/** The other side's picture, large and whole, and our own, small. */
export function CallStage({ snapshot, pictures, name, fullScreen }: CallStageProps) {
  const { there, here } = pictures;
  const { remote, screen } = snapshot;
  const video = useRef<HTMLVideoElement>(null);
  return (
    <div className="call-stage" data-screen={(there && remote.screen) || undefined}>
      {there && (
        <StreamVideo
          ref={video}
          className="call-remote"
          stream={there}
          label={(remote.screen ? strings.peerScreen : strings.peerVideo)(name)}
        />
      )}
      {here && <OwnPicture stream={here} screen={screen} />}
      <div className="call-stage-tools">
        {there && <PictureOutButton video={video} />}
        {fullScreen.toggle && (
          <IconButton
            icon={fullScreen.on ? 'shrink' : 'expand'}
            label={fullScreen.on ? strings.fullScreenOff : strings.fullScreen}
            shortcut="F"
            onClick={fullScreen.toggle}
          />
        )}
      </div>
    </div>
  );
}

function PictureOutButton({ video }: { video: Parameters<typeof usePictureInPicture>[0] }) {
  const { out, toggle } = usePictureInPicture(video);
  if (!toggle) return null;
  return <IconButton icon="pictureOut" label={out ? strings.pictureIn : strings.pictureOut} onClick={toggle} />;
}
