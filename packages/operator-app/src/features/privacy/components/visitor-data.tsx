import './privacy.css';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { useErase } from '../api/privacy.ts';
import { strings } from '../strings.ts';
import { ExportButton } from './export-button.tsx';

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
        <ExportButton projectId={projectId} visitor={visitor} />
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
