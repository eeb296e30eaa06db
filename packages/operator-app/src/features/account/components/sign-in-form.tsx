import type { AnonymousClient } from '@parley/client';
import type { FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useSignIn } from '../api/enter.ts';
import { strings } from '../strings.ts';
import { CodeForm } from './code-form.tsx';

export function SignInForm({ api, notice }: { api: AnonymousClient['api']; notice: string | null }) {
  const signIn = useSignIn(api);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ email: fieldOf(form, 'email').trim(), password: fieldOf(form, 'password') });
  };
  if (signIn.data?.secondFactor === true)
    return <CodeForm api={api} challenge={signIn.data.challenge} onBack={() => signIn.reset()} />;
  return (
    <form className="entry-form" onSubmit={submit}>
      <header>
        <h1>{strings.signInTitle}</h1>
        <p className="entry-lead">{strings.signInLead}</p>
      </header>
      {notice !== null && (
        <p className="entry-notice" role="status">
          {notice}
        </p>
      )}
      <TextField label={strings.email} name="email" type="email" autoComplete="username" required autoFocus />
      <TextField label={strings.password} name="password" type="password" autoComplete="current-password" required />
      <FormError>{signIn.isError && wordsForError(signIn.error)}</FormError>
      <Button type="submit" tone="primary" busy={signIn.isPending}>
        {strings.signIn}
      </Button>
    </form>
  );
}
