import type { ClientErrorCode } from '@parley/client';
import type { JSX } from 'preact';
import { usePanel } from '../panel/panel-context.ts';
import { troubleOf } from '../session/trouble.ts';
import { isOfFiles, troubleWords } from './file-facts.ts';
import { useFileWords } from './use-file-words.ts';

/** Why a message with files was not sent: for them, or for what any message is refused for. */
export function Refusal({ code }: { code: ClientErrorCode }): JSX.Element {
  const { words, languageTag } = usePanel();
  const fileWords = useFileWords();
  return <span>{isOfFiles(code) ? troubleWords(code, fileWords, languageTag) : words.trouble[troubleOf(code)]}</span>;
}
