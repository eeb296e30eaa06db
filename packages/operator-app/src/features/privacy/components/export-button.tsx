import type { ExportForm } from '@parley/api/contract/privacy-views';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { saveFrom } from '../save-file.ts';
import { strings } from '../strings.ts';

interface Props {
  projectId: string;
  visitor: { id: string; name: string };
}

export function ExportButton({ projectId, visitor }: Props) {
  const [asking, setAsking] = useState(false);
  const take = useExport(projectId, visitor.id);
  // Closed before a proof is asked for: one dialog at a time has the keyboard.
  const go = (form: ExportForm) => {
    setAsking(false);
    take.mutate(form);
  };
  return (
    <>
      <Button tone="quiet" busy={take.isPending} onClick={() => setAsking(true)}>
        {strings.export}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={strings.exportTitle(visitor.name)}
        description={strings.exportText}
        closeLabel={strings.close}
      >
        <div className="privacy-actions">
          <Button onClick={() => go('zip')}>{strings.exportWithFiles}</Button>
          <Button tone="quiet" onClick={() => go('json')}>
            {strings.exportWithoutFiles}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** The server makes it while the browser saves it. */
function useExport(projectId: string, visitorId: string) {
  const { api } = useClient();
  return useMutation({
    mutationFn: async (form: ExportForm) => {
      const { url } = await withProof(() => api.privacy.exportVisitor.mutate({ projectId, visitorId, form }));
      saveFrom(url, `visitor-${visitorId}.${form}`);
    },
    onSuccess: () => announce(strings.exportBegun),
    onError: (cause: unknown) => announce(wordsForError(cause), 'error'),
  });
}
