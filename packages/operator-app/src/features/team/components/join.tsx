import { parleyErrorOf } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { FormError } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { useAccept } from '../api/team.ts';
import { strings } from '../strings.ts';

interface Props {
  token: string;
  email: string;
  onJoined: (projectId: string) => void;
  onLeave: () => void;
}

/** What an invitation's link opens, for who is signed in. */
export function Join({ token, email, onJoined, onLeave }: Props) {
  const accept = useAccept();
  const go = () => accept.mutate(token, { onSuccess: ({ projectId }) => onJoined(projectId) });
  return (
    <div className="entry-card lone-card">
      <h1>{strings.joinTitle}</h1>
      <p className="team-lead">{strings.joinLead(email)}</p>
      <FormError>{accept.isError && words(accept.error)}</FormError>
      <Button tone="primary" busy={accept.isPending} onClick={go}>
        {strings.join}
      </Button>
      <Button tone="quiet" onClick={onLeave}>
        {strings.notNow}
      </Button>
    </div>
  );
}

function words(cause: unknown): string {
  const { code } = parleyErrorOf(cause);
  if (code === 'FORBIDDEN') return strings.joinOther;
  return code === 'NOT_FOUND' ? strings.joinOver : wordsForError(cause);
}
