import type { CallQualityReport, CallSide } from '@parley/api/contract/call-views';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { callDetailsQuery } from '../api/calls.ts';
import { qualityDetail, wordsOfBars } from '../quality.ts';
import { strings } from '../strings.ts';

/** What the connection was like, asked for when somebody wants to know. */
export function CallDetails({ callId }: { callId: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        className="call-details-toggle"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {strings.details}
      </Button>
      {open && (
        <div id={id} className="call-details" role="status">
          <Details callId={callId} />
        </div>
      )}
    </>
  );
}

function Details({ callId }: { callId: string }) {
  const details = useQuery(callDetailsQuery(useClient().api, callId));
  if (details.isPending) return strings.detailsLoading;
  if (details.isError) return wordsForError(details.error);
  const { quality } = details.data;
  if (quality.length === 0) return strings.detailsNone;
  // After a transfer a side may have reported from two devices.
  return quality.map((report, index) => <p key={index}>{reportWords(report)}</p>);
}

/** `Team: good · relay · 0.3% lost, 45 ms delay` */
function reportWords({ side, average, route }: CallQualityReport & { side: CallSide }): string {
  const heard = strings.heardBy[side](wordsOfBars(strings.mosWords, average.mos));
  return [heard, strings.route[route], qualityDetail(average)].join(' · ');
}
