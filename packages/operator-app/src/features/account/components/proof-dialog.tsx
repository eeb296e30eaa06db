import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { parleyErrorOf } from '@parley/client';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { proofAsked } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { useStore } from '../../../lib/use-store.ts';
import { securityQuery, useProve } from '../api/security.ts';
import { CODE_INPUT, wordsForCodeError } from '../code-input.ts';
import { strings } from '../strings.ts';

/** Opens by itself when something that was asked for needs a proof. */
export function ProofDialog() {
  const asked = useStore(proofAsked);
  const leave = () => {
    proofAsked.set(null);
    asked?.refused();
  };
  const confirmed = () => {
    proofAsked.set(null);
    asked?.given();
  };
  return (
    <Dialog
      open={asked !== null}
      onOpenChange={(open) => !open && leave()}
      title={strings.proofTitle}
      description={strings.proofLead}
      closeLabel={strings.close}
    >
      <ProofForm onConfirmed={confirmed} />
    </Dialog>
  );
}

function ProofForm({ onConfirmed }: { onConfirmed: () => void }) {
  const security = useQuery(securityQuery(useClient().api));
  const prove = useProve();
  if (!security.data) return <p role="status">{security.isError ? wordsForError(security.error) : strings.loading}</p>;
  const wantsCode = security.data.secondFactor;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const proof = wantsCode ? { code: fieldOf(form, 'code').trim() } : { password: fieldOf(form, 'password') };
    prove.mutate(proof, { onSuccess: onConfirmed });
  };
  const words = (cause: unknown): string => {
    if (wantsCode) return wordsForCodeError(cause);
    return parleyErrorOf(cause).code === 'BAD_CREDENTIALS' ? strings.passwordWrong : wordsForError(cause);
  };
  return (
    <form className="entry-form" onSubmit={submit}>
      {wantsCode ? (
        <TextField label={strings.code} hint={strings.codeHint} name="code" {...CODE_INPUT} required autoFocus />
      ) : (
        <TextField
          label={strings.currentPassword}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
        />
      )}
      <FormError>{prove.isError && words(prove.error)}</FormError>
      <Button type="submit" tone="primary" busy={prove.isPending}>
        {strings.proofConfirm}
      </Button>
    </form>
  );
}
