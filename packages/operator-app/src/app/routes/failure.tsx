import { Button } from '../../components/ui/button.tsx';
import { StateScreen } from '../../components/ui/state-screen.tsx';
import { strings } from '../strings.ts';

/** The last resort: a component threw. The router has logged the error to the console. */
export function FailureRoute() {
  return (
    <main className="lone-page">
      <StateScreen icon="alert" title={strings.crashed} alert>
        <p>{strings.crashedText}</p>
        <Button tone="primary" onClick={() => location.reload()}>
          {strings.reload}
        </Button>
      </StateScreen>
    </main>
  );
}
