import { useId } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { strings } from '../strings.ts';

export function InstallSnippet({ projectKey, serverUrl }: { projectKey: string; serverUrl: string }) {
  const script = `<script src="${serverUrl}/widget.js" data-project-key="${projectKey}" async></script>`;
  const module = [
    'npm install @parley/widget-sdk',
    '',
    "import { createWidget } from '@parley/widget-sdk';",
    `createWidget({ serverUrl: '${serverUrl}', projectKey: '${projectKey}' });`,
  ].join('\n');
  return (
    <section className="install" aria-labelledby="install-title">
      <h2 id="install-title">{strings.installTitle}</h2>
      <p className="project-lead">{strings.installLead}</p>
      <Snippet title={strings.scriptTag} code={script} />
      <Snippet title={strings.esm} code={module} />
      <p>
        <a href="/demo" target="_blank" rel="noopener">
          {strings.demo}
        </a>{' '}
        <span className="project-lead">{strings.demoHint}</span>
      </p>
    </section>
  );
}

function Snippet({ title, code }: { title: string; code: string }) {
  const id = useId();
  const copy = () => {
    // Browsers hide the clipboard from pages without TLS.
    if (!isSecureContext) return announce(strings.copyFailed, 'error');
    navigator.clipboard.writeText(code).then(
      () => announce(strings.copied),
      () => announce(strings.copyFailed, 'error'),
    );
  };
  return (
    <div className="snippet">
      <div className="snippet-head">
        <h3 id={id}>{title}</h3>
        <Button icon="copy" onClick={copy} aria-describedby={id}>
          {strings.copy}
        </Button>
      </div>
      <pre tabIndex={0} aria-labelledby={id}>
        <code>{code}</code>
      </pre>
    </div>
  );
}
