import { Icon } from '../../../components/ui/icon.tsx';
import { checkStrings as strings, type FindingWords } from '../check-strings.ts';

/** One finding in words, spoken when it is there; `null`: still being looked at. */
export function CheckFinding({ ok, finding }: { ok: boolean; finding: FindingWords | null }) {
  const tone = finding === null ? 'open' : ok ? 'ok' : finding.mild ? 'mild' : 'bad';
  return (
    <div className="check-finding" role="status" data-tone={tone}>
      <Icon name={finding === null ? 'clock' : ok ? 'check' : 'alert'} />
      <div>
        <p>{finding?.words ?? strings.looking}</p>
        {finding?.help && <p className="check-help">{finding.help}</p>}
      </div>
    </div>
  );
}
