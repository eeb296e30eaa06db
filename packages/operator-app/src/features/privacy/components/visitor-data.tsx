import './privacy.css';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
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
  return (
    <section className="visitor-data" aria-labelledby="visitor-data-title">
      <h3 id="visitor-data-title">{strings.dataTitle}</h3>
      <div className="privacy-actions">
        <ExportButton projectId={projectId} visitor={visitor} />
        <Button tone="quiet" busy={erase.isPending} onClick={() => setAsking(true)}>
          {strings.erase}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => erase.mutate(visitor)}
        title={strings.eraseTitle(visitor.name)}
        text={strings.eraseText}
        action={strings.eraseNow}
        tone="stop"
        words={strings}
      />
    </section>
  );
}
