import './project-settings.css';
import { LIMITS } from '@parley/api/contract/wire';
import type { ProjectView } from '@parley/api/contract/views';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextArea, TextField } from '../../../components/ui/field.tsx';
import { Switch } from '../../../components/ui/switch.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf, isOn } from '../../../lib/form-fields.ts';
import { useUpdateProject } from '../api/projects.ts';
import { parseOrigins } from '../parse-origins.ts';
import { strings } from '../strings.ts';
import { IdentityKeys } from './identity-keys.tsx';
import { InstallSnippet } from './install-snippet.tsx';

export function ProjectSettings({ project, serverUrl }: { project: ProjectView; serverUrl: string }) {
  return (
    <div className="project-settings">
      <h1>{strings.settings}</h1>
      <SettingsForm key={project.id} project={project} />
      <IdentityKeys project={project} />
      <InstallSnippet projectKey={project.key} serverUrl={serverUrl} />
    </div>
  );
}

function SettingsForm({ project }: { project: ProjectView }) {
  const update = useUpdateProject();
  const [originsError, setOriginsError] = useState<string | null>(null);
  const mayChange = project.role === 'owner' || project.role === 'admin';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const parsed = parseOrigins(fieldOf(form, 'origins'));
    setOriginsError(parsed.ok ? null : originWords(parsed.problem));
    if (!parsed.ok) return;
    update.mutate({
      projectId: project.id,
      name: fieldOf(form, 'name').trim(),
      allowedOrigins: parsed.origins,
      relayOnly: isOn(form, 'relayOnly'),
      connectsEarly: isOn(form, 'connectsEarly'),
    });
  };
  return (
    <form className="project-form" onSubmit={submit}>
      <TextField
        label={strings.name}
        name="name"
        defaultValue={project.name}
        maxLength={LIMITS.nameChars}
        pattern=".*\S.*"
        readOnly={!mayChange}
        required
      />
      <TextArea
        label={strings.origins}
        hint={strings.originsHint}
        error={originsError}
        name="origins"
        rows={4}
        spellCheck={false}
        defaultValue={project.allowedOrigins.join('\n')}
        readOnly={!mayChange}
      />
      <Switch
        label={strings.relayOnly}
        hint={strings.relayOnlyHint}
        name="relayOnly"
        defaultChecked={project.relayOnly}
        disabled={!mayChange}
      />
      <Switch
        label={strings.connectsEarly}
        hint={strings.connectsEarlyHint}
        name="connectsEarly"
        defaultChecked={project.connectsEarly}
        disabled={!mayChange}
      />
      <FormError>{update.isError && wordsForError(update.error)}</FormError>
      {mayChange ? (
        <Button type="submit" tone="primary" busy={update.isPending}>
          {strings.save}
        </Button>
      ) : (
        <p className="project-lead">{strings.readOnly}</p>
      )}
    </form>
  );
}

const originWords = (problem: { kind: 'wrong'; line: string } | { kind: 'many' }): string =>
  problem.kind === 'wrong' ? strings.originsWrong(problem.line) : strings.originsMany(LIMITS.allowedOrigins);
