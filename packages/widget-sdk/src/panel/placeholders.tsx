import type { ClientErrorCode } from '@parley/client';
import type { JSX } from 'preact';
import { troubleOf } from '../session/trouble.ts';
import { usePanel } from './panel-context.ts';

/** What stands where the thread will be. */
export function Skeleton(): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="skeleton" role="status" aria-label={words.connection.connecting}>
      <span />
      <span />
      <span class="mine" />
      <span />
    </div>
  );
}

export function Greeting(): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="greeting">
      <p class="hello">{words.chat.greeting}</p>
      <p>{words.chat.greetingText}</p>
    </div>
  );
}

export function Failure({ code, onRetry }: { code: ClientErrorCode; onRetry: (() => void) | null }): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="failure" role="alert">
      <p class="hello">{words.trouble.title}</p>
      <p>{words.trouble[troubleOf(code)]}</p>
      {onRetry !== null && (
        <button type="button" class="pill" onClick={onRetry}>
          {words.trouble.retry}
        </button>
      )}
    </div>
  );
}
