import type { ClientErrorCode, Thread } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { wordsForCode } from '../../../lib/error-words.ts';
import { fileTrouble } from '../files/file-strings.ts';
import { strings } from '../strings.ts';

/** Why a message or a note was refused, and what can be done about it. */
export function UnsentActions(props: {
  messageId: string;
  error: ClientErrorCode | null;
  withFiles?: boolean;
  thread: Thread;
}) {
  const { messageId, error, withFiles = false, thread } = props;
  const words = withFiles ? fileTrouble : wordsForCode;
  return (
    <div className="unsent" role="alert">
      <span>
        {strings.state.failed}. {error && words(error)}
      </span>
      <Button onClick={() => thread.retry(messageId)}>{strings.retry}</Button>
      <Button onClick={() => thread.discard(messageId)}>{strings.discard}</Button>
    </div>
  );
}
