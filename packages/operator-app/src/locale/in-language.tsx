import type { ReactNode } from 'react';
import { useStore } from '../lib/use-store.ts';
import { language } from './language.ts';

/** A page that is drawn anew in another language: the router keeps it as it is while the address is the same. */
export function inLanguage(Page: () => ReactNode): () => ReactNode {
  return function InLanguage() {
    useStore(language);
    return <Page />;
  };
}
