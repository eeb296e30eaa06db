import './privacy.css';
import type { ProjectView } from '@parley/api/contract/views';
import type { AuditEntryView } from '@parley/api/contract/privacy-views';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, SelectField } from '../../../components/ui/field.tsx';
import { Skeleton, StateScreen } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { useClient } from '../../../lib/session.ts';
import { auditQuery } from '../api/privacy.ts';
import { strings } from '../strings.ts';

const KINDS = ['all', 'account', 'member', 'project', 'visitor'] as const;
type Kind = (typeof KINDS)[number];

export function AuditLog({ project }: { project: ProjectView }) {
  return (
    <div className="privacy">
      <h1>{strings.auditTitle}</h1>
      {project.role === 'owner' ? <Log key={project.id} projectId={project.id} /> : <p>{strings.auditFor}</p>}
    </div>
  );
}

function Log({ projectId }: { projectId: string }) {
  const [kind, setKind] = useState<Kind>('all');
  const log = useInfiniteQuery(auditQuery(useClient().api, projectId));
  const all = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const shown = all.filter(({ verb }) => kind === 'all' || kindOf(verb) === kind);
  return (
    <>
      <p className="privacy-lead">{strings.auditLead}</p>
      <SelectField
        label={strings.auditKind}
        value={kind}
        onChange={({ target }) => setKind(KINDS.find((each) => each === target.value) ?? 'all')}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {strings.auditKinds[each]}
          </option>
        ))}
      </SelectField>
      <FormError>{log.isError && wordsForError(log.error)}</FormError>
      {log.isPending && <Skeleton rows={5} label={strings.auditLoading} />}
      {log.isSuccess && shown.length === 0 && !log.hasNextPage && (
        <StateScreen icon="clock" title={strings.auditEmpty}>
          <p>{strings.auditEmptyText}</p>
        </StateScreen>
      )}
      <ol className="audit">
        {shown.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {log.hasNextPage && (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {strings.auditMore}
        </Button>
      )}
    </>
  );
}

/** What deletes by rule belongs to the visitors' data. */
function kindOf(verb: AuditEntryView['verb']): string {
  const [kind = ''] = verb.split('.');
  return kind === 'retention' ? 'visitor' : kind;
}

/** Stands where the name comes: whose own letters, left to right or not, must not turn the sentence around. */
const PLACE = '\uFFFC';

function Entry({ entry: { at, verb, result, actor, object } }: { entry: AuditEntryView }) {
  const who = actor === null ? strings.server : (actor.name ?? strings.someone(actor.id));
  const whom = object === null || object.id === actor?.id ? null : (object.name ?? strings.thing(object.id));
  const [before, after] = strings.verbs[verb](PLACE).split(PLACE);
  return (
    <li data-result={result}>
      <time dateTime={at.toISOString()}>{fullTime(at)}</time>
      <span>
        {before}
        <bdi>{who}</bdi>
        {after}
        {whom !== null && (
          <>
            {': '}
            <bdi title={object?.id}>{whom}</bdi>
          </>
        )}
      </span>
    </li>
  );
}
