import { type AnonymousClient, parleyErrorOf } from '@parley/client';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useResetPassword } from '../api/enter.ts';
import { strings } from '../strings.ts';
import { isTooShort, NewPasswordField } from './new-password-field.tsx';

/** What a one-time link opens. */
export function ResetForm(props: {
  api: AnonymousClient['api'];
  token: string;
  onDone: () => void;
  onLeave: () => void;
}) {
  const reset = useResetPassword(props.api);
  const [short, setShort] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const newPassword = fieldOf(new FormData(event.currentTarget), 'newPassword');
    setShort(isTooShort(newPassword));
    if (!isTooShort(newPassword)) reset.mutate({ token: props.token, newPassword }, { onSuccess: props.onDone });
  };
  const isOver = reset.isError && parleyErrorOf(reset.error).code === 'NOT_FOUND';
  return (
    <form className="entry-form" onSubmit={submit}>
      <header>
        <h1>{strings.resetTitle}</h1>
        <p className="entry-lead">{strings.resetLead}</p>
      </header>
      <NewPasswordField label={strings.newPassword} short={short} autoFocus />
      <FormError>{reset.isError && (isOver ? strings.resetOver : wordsForError(reset.error))}</FormError>
      <Button type="submit" tone="primary" busy={reset.isPending}>
        {strings.resetSave}
      </Button>
      <Button tone="quiet" onClick={props.onLeave}>
        {strings.toSignIn}
      </Button>
    </form>
  );
}
