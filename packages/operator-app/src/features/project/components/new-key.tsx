import type { NewIdentityKey } from '@parley/api/contract/views';
import { useId } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { copyText } from '../../../lib/copy-text.ts';
import { identityStrings } from '../identity-strings.ts';
import { strings } from '../strings.ts';

interface Props {
  made: NewIdentityKey;
  audience: string;
  onDone: () => void;
}

/** The server does not have the private half: who closes this has to make another. */
export function NewKey({ made: { key, privateKey }, audience, onDone }: Props) {
  const id = useId();
  const copy = async () => {
    if (await copyText(privateKey ?? '')) announce(strings.copied);
    else announce(strings.copyFailed, 'error');
  };
  return (
    <div className="new-key" role="group" aria-labelledby={id}>
      <h3 id={id} tabIndex={-1} ref={(heading) => heading?.focus()}>
        {identityStrings.newKey(key.name)}
      </h3>
      <p className="project-lead">{identityStrings.newKeyLead}</p>
      <pre tabIndex={0} aria-labelledby={id}>
        <code>{privateKey}</code>
      </pre>
      <dl>
        <dt>{identityStrings.algorithm}</dt>
        <dd>{key.algorithm}</dd>
        <dt>{identityStrings.keyId}</dt>
        <dd>{key.id}</dd>
        <dt>{identityStrings.audience}</dt>
        <dd>{audience}</dd>
      </dl>
      <div className="new-key-actions">
        <Button icon="copy" onClick={() => void copy()}>
          {strings.copy}
        </Button>
        <Button tone="primary" onClick={onDone}>
          {identityStrings.done}
        </Button>
      </div>
    </div>
  );
}
