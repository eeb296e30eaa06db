import type { NewSecondFactor } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { QrCode } from '../../../components/ui/qr-code.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useClient } from '../../../lib/session.ts';
import {
  securityQuery,
  useBeginSecondFactor,
  useConfirmSecondFactor,
  useDisableSecondFactor,
  useLookAtProjects,
  useRenewRecoveryCodes,
} from '../api/security.ts';
import { CODE_INPUT, wordsForCodeError } from '../code-input.ts';
import { strings } from '../strings.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Shows the recovery codes for as long as they are not kept; what the factor opens is looked at after that. */
export function SecondFactor() {
  const security = useQuery(securityQuery(useClient().api));
  const begin = useBeginSecondFactor();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const lookAtProjects = useLookAtProjects();
  const demanding = security.data?.demandedBy?.map(({ name }) => name).join(', ');
  const kept = () => {
    setCodes(null);
    void lookAtProjects();
  };
  const took = (fresh: readonly string[]) => {
    setCodes(fresh);
    begin.reset();
  };
  return (
    <section className="security-part" aria-labelledby="factor-title">
      <h2 id="factor-title">{strings.factorTitle}</h2>
      <FormError>{security.isError && wordsForError(security.error)}</FormError>
      {security.isPending && <Skeleton rows={1} label={strings.sessionsLoading} />}
      {codes && <RecoveryCodes codes={codes} onKept={kept} />}
      {!codes && begin.data && <SetUp factor={begin.data} onDone={took} onCancel={() => begin.reset()} />}
      {!codes && !begin.data && security.data && (
        <>
          <p className="session-lead">
            {security.data.secondFactor ? strings.factorOn(security.data.recoveryCodesLeft) : strings.factorOff}
          </p>
          {security.data.secondFactor && demanding && (
            <p className="session-lead">{strings.factorDemanded(demanding)}</p>
          )}
          {security.data.secondFactor ? (
            <OnActions onCodes={setCodes} />
          ) : security.data.canSetUp === false ? (
            <p className="session-lead">{strings.factorNoKey}</p>
          ) : (
            <Button busy={begin.isPending} onClick={() => begin.mutate()}>
              {strings.factorSetUp}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function OnActions({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const renew = useRenewRecoveryCodes();
  const disable = useDisableSecondFactor();
  return (
    <div className="security-actions">
      <Button
        busy={renew.isPending}
        onClick={() => renew.mutate(undefined, { onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes) })}
      >
        {strings.recoveryNew}
      </Button>
      <Button tone="stop" busy={disable.isPending} onClick={() => disable.mutate()}>
        {strings.factorTurnOff}
      </Button>
    </div>
  );
}

interface SetUpProps {
  factor: NewSecondFactor;
  onDone: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function SetUp({ factor, onDone, onCancel }: SetUpProps) {
  const confirm = useConfirmSecondFactor();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = fieldOf(new FormData(event.currentTarget), 'code').trim();
    confirm.mutate(code, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) });
  };
  return (
    <form className="security-form" onSubmit={submit}>
      <p className="session-lead">{strings.factorScan}</p>
      <QrCode text={factor.uri} label={strings.factorPicture} />
      <TextField label={strings.factorKey} value={factor.secret.replaceAll(/.{4}(?=.)/g, '$& ')} readOnly />
      <TextField label={strings.code} name="code" inputMode="numeric" {...CODE_INPUT} required autoFocus />
      <FormError>{confirm.isError && wordsForCodeError(confirm.error)}</FormError>
      <div className="security-actions">
        <Button type="submit" tone="primary" busy={confirm.isPending}>
          {strings.factorConfirm}
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          {strings.cancel}
        </Button>
      </div>
    </form>
  );
}
