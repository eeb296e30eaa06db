import { LIMITS } from '@parley/api/contract/wire';
import { type AnonymousClient, parleyErrorOf } from '@parley/client';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { tokenOf } from '../../../lib/link-token.ts';
import { useRegister } from '../api/enter.ts';
import { strings } from '../strings.ts';

export function RegisterForm({ api, title, lead }: { api: AnonymousClient['api']; title: string; lead: string }) {
  const register = useRegister(api);
  const [short, setShort] = useState(false);
  const taken = register.isError && parleyErrorOf(register.error).code === 'EMAIL_TAKEN';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = fieldOf(form, 'password');
    const tooShort = password.length < LIMITS.passwordMinChars;
    setShort(tooShort);
    if (!tooShort) {
      register.mutate({
        email: fieldOf(form, 'email').trim(),
        password,
        name: fieldOf(form, 'name').trim(),
        invitationToken: tokenOf('join') ?? undefined,
      });
    }
  };
  return (
    <form className="entry-form" onSubmit={submit}>
      <header>
        <h1>{title}</h1>
        <p className="entry-lead">{lead}</p>
      </header>
      <TextField
        label={strings.name}
        hint={strings.nameHint}
        name="name"
        autoComplete="name"
        maxLength={LIMITS.nameChars}
        required
        autoFocus
      />
      <TextField
        label={strings.email}
        name="email"
        type="email"
        autoComplete="username"
        error={taken ? wordsForError(register.error) : null}
        required
      />
      <TextField
        label={strings.password}
        hint={strings.passwordHint(LIMITS.passwordMinChars)}
        error={short ? strings.passwordShort(LIMITS.passwordMinChars) : null}
        name="password"
        type="password"
        autoComplete="new-password"
        maxLength={LIMITS.passwordChars}
        required
      />
      <FormError>{register.isError && !taken && wordsForError(register.error)}</FormError>
      <Button type="submit" tone="primary" busy={register.isPending}>
        {strings.register}
      </Button>
    </form>
  );
}
