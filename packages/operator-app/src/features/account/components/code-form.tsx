import { type AnonymousClient, parleyErrorOf } from '@parley/client';
import type { FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useFinishSignIn } from '../api/enter.ts';
import { CODE_INPUT, wordsForCodeError } from '../code-input.ts';
import { strings } from '../strings.ts';

/** The second step of a sign-in. */
export function CodeForm(props: { api: AnonymousClient['api']; challenge: string; onBack: () => void }) {
  const finish = useFinishSignIn(props.api);
  // The challenge lasts some minutes; after that only the password helps.
  const isOver = finish.isError && parleyErrorOf(finish.error).code === 'NOT_FOUND';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = fieldOf(new FormData(event.currentTarget), 'code').trim();
    finish.mutate({ challenge: props.challenge, code });
  };
  return (
    <form className="entry-form" onSubmit={submit}>
      <header>
        <h1>{strings.codeTitle}</h1>
        <p className="entry-lead">{strings.codeLead}</p>
      </header>
      <TextField label={strings.code} hint={strings.codeHint} name="code" {...CODE_INPUT} required autoFocus />
      <FormError>{finish.isError && (isOver ? strings.codeLate : wordsForCodeError(finish.error))}</FormError>
      <Button type="submit" tone="primary" busy={finish.isPending} disabled={isOver}>
        {strings.signIn}
      </Button>
      <Button tone="quiet" onClick={props.onBack}>
        {strings.back}
      </Button>
    </form>
  );
}
