/** The chunk that is loaded with the first message that is changed, or answers another. */
import { loadTalkWords } from '../locale/talk-locales.ts';
import type { Locale } from '../types.ts';
import { saidIn } from './said.tsx';
import type { TalkView } from './talk-parts.ts';

export { default as talkCss } from '../style/talk.css';

export async function loadTalkView(locale: Locale): Promise<TalkView> {
  return { Said: saidIn(await loadTalkWords(locale)) };
}
