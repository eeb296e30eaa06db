import { Button } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { copyText } from '../../../lib/copy-text.ts';
import { strings } from '../strings.ts';

/** Shown once, until the person says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const copy = async () => {
    if (await copyText(codes.join('\n'))) announce(strings.copied);
    else announce(strings.copyFailed, 'error');
  };
  return (
    <div className="security-part" role="group" aria-labelledby="recovery-title">
      <h3 id="recovery-title" tabIndex={-1} ref={(heading) => heading?.focus()}>
        {strings.recoveryTitle}
      </h3>
      <p className="session-lead">{strings.recoveryLead}</p>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code dir="ltr">{code}</code>
          </li>
        ))}
      </ol>
      <div className="security-actions">
        <Button icon="copy" onClick={() => void copy()}>
          {strings.copy}
        </Button>
        <Button tone="primary" onClick={onKept}>
          {strings.recoveryKept}
        </Button>
      </div>
    </div>
  );
}
