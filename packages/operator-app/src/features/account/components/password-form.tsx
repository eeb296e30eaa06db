import { parleyErrorOf } from '@parley/client';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useChangePassword } from '../api/security.ts';
import { strings } from '../strings.ts';
import { isTooShort, NewPasswordField } from './new-password-field.tsx';

export function PasswordForm() {
  const change = useChangePassword();
  const [short, setShort] = useState(false);
  const wrong = change.isError && parleyErrorOf(change.error).code === 'BAD_CREDENTIALS';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const newPassword = fieldOf(fields, 'newPassword');
    setShort(isTooShort(newPassword));
    if (isTooShort(newPassword)) return;
    change.mutate({ password: fieldOf(fields, 'password'), newPassword }, { onSuccess: () => form.reset() });
  };
  return (
    <section className="security-part" aria-labelledby="password-title">
      <h2 id="password-title">{strings.passwordTitle}</h2>
      <p className="session-lead">{strings.passwordLead}</p>
      <form className="security-form" onSubmit={submit}>
        <TextField
          label={strings.currentPassword}
          error={wrong ? strings.passwordWrong : null}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <NewPasswordField label={strings.newPassword} short={short} />
        <FormError>{change.isError && !wrong && wordsForError(change.error)}</FormError>
        <Button type="submit" busy={change.isPending}>
          {strings.changePassword}
        </Button>
      </form>
    </section>
  );
}
