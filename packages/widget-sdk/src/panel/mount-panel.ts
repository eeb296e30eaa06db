import { type ComponentProps, h, render } from 'preact';
import { dateWords } from '../chat/dates.ts';
import type { PanelHost } from '../loader/chunks.ts';
import composerCss from '../style/composer.css';
import panelCss from '../style/panel.css';
import threadCss from '../style/thread.css';
import { addOnce, loadFiles, loadTalk } from './lazy-views.ts';
import { Lazy } from './lazy.ts';
import { PanelContext } from './panel-context.ts';
import { Panel } from './panel.tsx';

/** @returns a function that takes the panel off the page. */
export function mountPanel({ settings, surface, words }: PanelHost, props: ComponentProps<typeof Panel>): () => void {
  addOnce(surface, panelCss + threadCss + composerCss);
  const mount = document.createElement('div');
  surface.frame.append(mount);
  const { languageTag, locale } = settings;
  const files = new Lazy(() => loadFiles(surface, locale));
  const talk = new Lazy(() => loadTalk(surface, locale));
  const value = { words, dates: dateWords(languageTag), languageTag, connection: props.connection, files, talk };
  render(h(PanelContext.Provider, { value, children: h(Panel, props) }), mount);
  return () => {
    render(null, mount);
    mount.remove();
  };
}
