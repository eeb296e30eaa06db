import { createContext, useContext } from 'react';
import type { DesktopHost } from './desktop-host.ts';

export const HostContext = createContext<DesktopHost | null>(null);

export function useHost(): DesktopHost {
  const host = useContext(HostContext);
  if (host === null) throw new Error('useHost is used outside of HostContext');
  return host;
}
