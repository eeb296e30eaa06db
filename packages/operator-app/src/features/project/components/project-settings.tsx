import './project-settings.css';
import { LIMITS } from '@parley/api/contract/wire';
import type { ProjectView } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextArea, TextField } from '../../../components/ui/field.tsx';
import { Switch } from '../../../components/ui/switch.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf, isOn } from '../../../lib/form-fields.ts';
import { isKept } from '../../../lib/kept-queries.ts';
import { useClient } from '../../../lib/session.ts';
import { projectsQuery, useUpdateProject } from '../api/projects.ts';
import { messageSettingsOf } from '../message-settings.ts';
import { parseOrigins } from '../parse-origins.ts';
import { strings } from '../strings.ts';
import { IdentityKeys } from './identity-keys.tsx';
import { InstallSnippet } from './install-snippet.tsx';
import { MessageSettings } from './message-settings.tsx';

export function ProjectSettings({ project, serverUrl }: { project: ProjectView; serverUrl: string }) {
  const { dataUpdatedAt } = useQuery(projectsQuery(useClient().api));
  const kept = isKept(dataUpdatedAt);
  return (
    <div className="project-settings">
      <h1>{strings.settings}</h1>
      {/* Begun anew with the server's answer: nobody changes what may have changed since. */}
      <SettingsForm key={`${project.id} ${kept}`} project={project} kept={kept} />
      <IdentityKeys project={project} />
      <InstallSnippet projectKey={project.key} serverUrl={serverUrl} />
    </div>
  );
}

function SettingsForm({ project, kept }: { project: ProjectView; kept: boolean }) {
  const update = useUpdateProject();
  const [originsError, setOriginsError] = useState<string | null>(null);
  const isAllowed = project.role === 'owner' || project.role === 'admin';
  const mayChange = isAllowed && !kept;
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
      ...messageSettingsOf(form),
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
      <MessageSettings project={project} disabled={!mayChange} />
      <FormError>{update.isError && wordsForError(update.error)}</FormError>
      {isAllowed ? (
        <Button type="submit" tone="primary" busy={update.isPending} disabled={kept}>
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
