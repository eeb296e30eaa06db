import type { Capability } from '../../src/desktop/desktop-host.ts';
import type { ShellBridge, ShellEvent, ShellRequest } from '../../src/desktop/shell/shell-contract.ts';

/** What the browser calls when the page has something to say: a function that takes a text. */
export const BINDING = 'parleyShellSend';

/**
 * In the page, before its own code: the shell's end of the bridge, on the servers that the person has opened. The text of this
 * function goes there, so it uses nothing from around it.
 */
export function installBridge(origins: readonly string[], capabilities: readonly Capability[], binding: string): void {
  if (!origins.includes(location.origin) || window !== window.top) return;
  // The first page of a window may have begun before we could speak. The next one has it from its beginning.
  if (document.readyState !== 'loading') return location.reload();
  let listener: ((event: ShellEvent) => void) | null = null;
  const early: ShellEvent[] = [];
  const bridge: ShellBridge & { deliver(event: ShellEvent): void } = {
    kind: 'window',
    capabilities,
    send(request: ShellRequest) {
      const say: unknown = Reflect.get(globalThis, binding);
      if (typeof say === 'function') say(JSON.stringify(request));
    },
    listen(next) {
      listener = next;
      for (const event of early.splice(0)) next(event);
    },
    deliver(event) {
      if (listener === null) early.push(event);
      else listener(event);
    },
  };
  Object.defineProperty(globalThis, 'parleyShell', { value: bridge });
}
