import { useId } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { copyText } from '../../../lib/copy-text.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { strings } from '../strings.ts';

interface Props {
  whom: string;
  link: string;
  expiresAt: Date;
  onDone: () => void;
}

/** The server keeps its hash alone: who closes this has to make another. */
export function OneTimeLink({ whom, link, expiresAt, onDone }: Props) {
  const id = useId();
  const copy = async () => {
    if (await copyText(link)) announce(strings.copied);
    else announce(strings.copyFailed, 'error');
  };
  return (
    <div className="one-time-link" role="group" aria-labelledby={id}>
      <h3 id={id} tabIndex={-1} ref={(heading) => heading?.focus()}>
        {strings.linkFor(whom)}
      </h3>
      <p className="team-lead">{strings.linkLead(fullTime(expiresAt))}</p>
      <code tabIndex={0} role="textbox" aria-readonly="true" aria-labelledby={id}>
        {link}
      </code>
      <div className="team-actions">
        <Button icon="copy" onClick={() => void copy()}>
          {strings.copy}
        </Button>
        <Button tone="primary" onClick={onDone}>
          {strings.done}
        </Button>
      </div>
    </div>
  );
}
