import type { AnonymousClient } from '@parley/client';
import type { FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useSignIn } from '../api/enter.ts';
import { strings } from '../strings.ts';

export function SignInForm({ api, ended }: { api: AnonymousClient['api']; ended: boolean }) {
  const signIn = useSignIn(api);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ email: fieldOf(form, 'email').trim(), password: fieldOf(form, 'password') });
  };
  return (
    <form className="entry-form" onSubmit={submit}>
      <header>
        <h1>{strings.signInTitle}</h1>
        <p className="entry-lead">{strings.signInLead}</p>
      </header>
      {ended && <p className="entry-notice">{strings.ended}</p>}
      <TextField label={strings.email} name="email" type="email" autoComplete="username" required autoFocus />
      <TextField label={strings.password} name="password" type="password" autoComplete="current-password" required />
      <FormError>{signIn.isError && wordsForError(signIn.error)}</FormError>
      <Button type="submit" tone="primary" busy={signIn.isPending}>
        {strings.signIn}
      </Button>
    </form>
  );
}
