import './privacy.css';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { announce } from '../../../lib/announcer.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { withProof } from '../../../lib/proof.ts';
import { useClient } from '../../../lib/session.ts';
import { useErase } from '../api/privacy.ts';
import { exportPieces } from '../build-export.ts';
import { saveFile } from '../save-file.ts';
import { strings } from '../strings.ts';

interface Props {
  projectId: string;
  visitor: { id: string; name: string };
  /** What was shown of him is no more. */
  onErased: () => void;
}

/** For who looks after the project: all that is known of a visitor, to take away or to delete. */
export function VisitorData({ projectId, visitor, onErased }: Props) {
  const [asking, setAsking] = useState(false);
  const erase = useErase(projectId, onErased);
  // Closed before a proof is asked for: one dialog at a time has the keyboard.
  const go = () => {
    setAsking(false);
    erase.mutate(visitor);
  };
  return (
    <section className="visitor-data" aria-labelledby="visitor-data-title">
      <h3 id="visitor-data-title">{strings.dataTitle}</h3>
      <div className="privacy-actions">
        <ExportButton projectId={projectId} visitorId={visitor.id} />
        <Button tone="quiet" busy={erase.isPending} onClick={() => setAsking(true)}>
          {strings.erase}
        </Button>
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={strings.eraseTitle(visitor.name)}
        description={strings.eraseText}
        closeLabel={strings.close}
      >
        <div className="privacy-actions">
          <Button tone="stop" onClick={go}>
            {strings.eraseNow}
          </Button>
          <Button tone="quiet" onClick={() => setAsking(false)}>
            {strings.cancel}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

function ExportButton({ projectId, visitorId }: { projectId: string; visitorId: string }) {
  const { api } = useClient();
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  const take = useMutation({
    mutationFn: async () => {
      const head = await withProof(() => api.privacy.beginExport.mutate({ projectId, visitorId }));
      const of = head.conversations.length;
      setProgress({ done: 0, of });
      const pieces: string[] = [];
      for await (const piece of exportPieces(api, head, (done) => setProgress({ done, of }))) pieces.push(piece);
      saveFile(`visitor-${visitorId}.json`, new Blob(pieces, { type: 'application/json' }));
    },
    onSuccess: () => announce(strings.exported),
    onError: (cause: unknown) => announce(wordsForError(cause), 'error'),
    onSettled: () => setProgress(null),
  });
  return (
    <>
      <Button tone="quiet" busy={take.isPending} onClick={() => take.mutate()}>
        {strings.export}
      </Button>
      <p role="status" className="privacy-lead" hidden={progress === null}>
        {progress && strings.exporting(progress.done, progress.of)}
      </p>
    </>
  );
}
