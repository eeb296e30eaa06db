import type { ComponentType } from 'preact';
import type { CallViewProps } from '../session/calls.ts';
import type { LoadedCheck } from '../check/check-view.tsx';
import type { FilesView } from '../files/files-parts.ts';
import type { Surface } from '../loader/surface.ts';
import type { TalkView } from '../talk/talk-parts.ts';
import type { Locale } from '../types.ts';

/** Calls, the check and files are chunks of their own, styles included: most visitors only write. */
const styled = new WeakMap<Surface, Set<string>>();

export async function loadCall(surface: Surface): Promise<ComponentType<CallViewProps>> {
  const { CallView, callCss } = await import('../call/call-view.tsx');
  addOnce(surface, callCss);
  return CallView;
}

export async function loadCheck(surface: Surface, locale: Locale): Promise<LoadedCheck> {
  const { loadCheckView, checkCss } = await import('../check/check-view.tsx');
  addOnce(surface, checkCss);
  return loadCheckView(locale);
}

export async function loadFiles(surface: Surface, locale: Locale): Promise<FilesView> {
  const { loadFilesView, filesCss } = await import('../files/files-view.ts');
  addOnce(surface, filesCss);
  return loadFilesView(locale);
}

export async function loadTalk(surface: Surface, locale: Locale): Promise<TalkView> {
  const { loadTalkView, talkCss } = await import('../talk/talk-view.ts');
  addOnce(surface, talkCss);
  return loadTalkView(locale);
}

export function addOnce(surface: Surface, css: string): void {
  const added = styled.get(surface) ?? new Set();
  styled.set(surface, added);
  if (!added.has(css)) surface.addStyles(css);
  added.add(css);
}
