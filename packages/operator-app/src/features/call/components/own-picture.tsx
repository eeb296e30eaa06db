import './own-picture.css';
import { useState } from 'react';
import { IconButton } from '../../../components/ui/button.tsx';
import { strings } from '../strings.ts';
import { StreamVideo } from './stream-media.tsx';

/** Counted from the bottom at the end of the line. */
const CORNERS = 4;

/**
 * What the other side sees of us, over its own picture; wherever it stands it may hide what one wants to see, so it can
 * be sent to the next corner. A camera is shown as a mirror would, a screen as it is: mirrored, it could not be read.
 */
export function OwnPicture({ stream, screen }: { stream: MediaStream; screen: boolean }) {
  const [corner, setCorner] = useState(0);
  return (
    <div className="call-own" data-corner={corner}>
      <StreamVideo stream={stream} mirrored={!screen} label={screen ? strings.ownScreen : strings.ownVideo} />
      <IconButton icon="corner" label={strings.moveOwn} onClick={() => setCorner((corner + 1) % CORNERS)} />
    </div>
  );
}
