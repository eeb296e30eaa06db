import { LIMITS } from '@parley/api/contract/wire';
import { parleyErrorOf } from '@parley/client';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextArea, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useKeepCanned, type Words } from '../api/canned.ts';
import { strings } from '../strings.ts';

interface Props {
  projectId: string;
  /** `null`: a new one. */
  known: (Words & { id: string }) | null;
  submitWords: string;
  onDone: () => void;
  children?: ReactNode;
}

export function CannedForm({ projectId, known, submitWords, onDone, children }: Props) {
  const keep = useKeepCanned(projectId);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const words = { shortcut: fieldOf(data, 'shortcut').trim(), text: fieldOf(data, 'text') };
    const done = () => {
      form.reset();
      onDone();
    };
    keep.mutate({ id: known?.id ?? null, ...words }, { onSuccess: done });
  };
  const isTaken = keep.isError && parleyErrorOf(keep.error).code === 'SHORTCUT_TAKEN';
  return (
    <form className="canned-form" onSubmit={submit}>
      <TextField
        label={strings.shortcut}
        hint={strings.shortcutHint}
        error={isTaken ? wordsForError(keep.error) : null}
        name="shortcut"
        defaultValue={known?.shortcut ?? ''}
        maxLength={LIMITS.shortcutChars}
        pattern="\S+"
        autoComplete="off"
        dir="auto"
        required
        autoFocus={known !== null}
      />
      <TextArea
        label={strings.text}
        name="text"
        rows={3}
        defaultValue={known?.text ?? ''}
        maxLength={LIMITS.messageChars}
        dir="auto"
        required
      />
      <FormError>{keep.isError && !isTaken && wordsForError(keep.error)}</FormError>
      <div className="canned-actions">
        <Button type="submit" tone="primary" busy={keep.isPending}>
          {submitWords}
        </Button>
        {children}
      </div>
    </form>
  );
}
