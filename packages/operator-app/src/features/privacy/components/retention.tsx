import './privacy.css';
import type { RetentionRules } from '@parley/api/contract/privacy-views';
import { LIMITS } from '@parley/api/contract/wire';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useClient } from '../../../lib/session.ts';
import { retentionQuery, usePreview, useSetRetention } from '../api/privacy.ts';
import { strings } from '../strings.ts';

/** How long things are kept; for owners, who see what a rule would delete before they can save it. */
export function Retention({ projectId }: { projectId: string }) {
  const rules = useQuery(retentionQuery(useClient().api, projectId));
  return (
    <section className="privacy" aria-labelledby="retention-title">
      <h2 id="retention-title">{strings.keepTitle}</h2>
      <p className="privacy-lead">{strings.keepLead}</p>
      <FormError>{rules.isError && wordsForError(rules.error)}</FormError>
      {rules.isPending && <Skeleton rows={2} label={strings.loading} />}
      {rules.data && <RulesForm key={projectId} projectId={projectId} rules={rules.data} />}
    </section>
  );
}

const daysOf = (form: FormData, name: string): number | null => {
  const text = fieldOf(form, name).trim();
  return text === '' ? null : Number(text);
};
const rulesOf = (form: HTMLFormElement): RetentionRules => {
  const data = new FormData(form);
  return { closedAfterDays: daysOf(data, 'closed'), anonymousAfterDays: daysOf(data, 'anonymous') };
};
const same = (a: RetentionRules, b: RetentionRules | undefined): boolean =>
  a.closedAfterDays === b?.closedAfterDays && a.anonymousAfterDays === b.anonymousAfterDays;

function RulesForm({ projectId, rules }: { projectId: string; rules: RetentionRules }) {
  const [typed, setTyped] = useState(rules);
  const preview = usePreview(projectId);
  const save = useSetRetention(projectId);
  // What was looked at is what is saved: after a change it has to be looked at again.
  const seen = preview.isSuccess && same(typed, preview.variables) ? preview.data : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = rulesOf(event.currentTarget);
    if (seen === null) preview.mutate(wanted);
    else save.mutate(wanted);
  };
  const field = { type: 'number', min: 1, max: LIMITS.retentionDays, step: 1, inputMode: 'numeric' } as const;
  const failed = preview.error ?? save.error;
  return (
    <form className="privacy" onSubmit={submit} onChange={({ currentTarget }) => setTyped(rulesOf(currentTarget))}>
      <TextField
        {...field}
        label={strings.closedDays}
        hint={strings.closedHint}
        name="closed"
        defaultValue={rules.closedAfterDays ?? ''}
      />
      <TextField
        {...field}
        label={strings.anonymousDays}
        hint={strings.anonymousHint}
        name="anonymous"
        defaultValue={rules.anonymousAfterDays ?? ''}
      />
      <p role="status">
        {seen ? strings.wouldGo(seen.conversations, seen.messages, seen.visitors) : strings.checkFirst}
      </p>
      <FormError>{failed !== null && wordsForError(failed)}</FormError>
      <Button
        type="submit"
        tone={seen ? 'primary' : 'plain'}
        busy={preview.isPending || save.isPending}
        disabled={seen !== null && same(typed, rules)}
      >
        {seen ? strings.save : strings.check}
      </Button>
    </form>
  );
}
