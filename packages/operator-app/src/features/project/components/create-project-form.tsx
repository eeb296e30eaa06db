import { LIMITS } from '@parley/api/contract/wire';
import type { FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useCreateProject } from '../api/projects.ts';
import { strings } from '../strings.ts';

/** `onCreated` gets the new project's id when the list knows it. */
export function CreateProjectForm({ first, onCreated }: { first: boolean; onCreated: (projectId: string) => void }) {
  const create = useCreateProject();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = fieldOf(new FormData(event.currentTarget), 'name').trim();
    create.mutate({ name }, { onSuccess: (project) => onCreated(project.id) });
  };
  return (
    <form className="project-form" onSubmit={submit}>
      <header>
        <h1>{first ? strings.firstTitle : strings.createTitle}</h1>
        <p className="project-lead">{strings.createLead}</p>
      </header>
      <TextField
        label={strings.name}
        name="name"
        placeholder={strings.namePlaceholder}
        maxLength={LIMITS.nameChars}
        pattern=".*\S.*"
        autoComplete="off"
        required
        autoFocus
      />
      <FormError>{create.isError && wordsForError(create.error)}</FormError>
      <Button type="submit" tone="primary" busy={create.isPending}>
        {strings.create}
      </Button>
    </form>
  );
}
