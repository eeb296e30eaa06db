import type { ClientErrorCode, Thread } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { wordsForCode } from '../../../lib/error-words.ts';
import { strings } from '../strings.ts';

/** Why a message or a note was refused, and what can be done about it. */
export function UnsentActions(props: { messageId: string; error: ClientErrorCode | null; thread: Thread }) {
  const { messageId, error, thread } = props;
  return (
    <div className="unsent" role="alert">
      <span>
        {strings.state.failed}. {error && wordsForCode(error)}
      </span>
      <Button onClick={() => thread.retry(messageId)}>{strings.retry}</Button>
      <Button onClick={() => thread.discard(messageId)}>{strings.discard}</Button>
    </div>
  );
}
