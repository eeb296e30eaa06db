import type { WidgetEvents } from '../types.ts';

type Listener<Name extends keyof WidgetEvents> = (event: WidgetEvents[Name]) => void;
type Listeners = { [Name in keyof WidgetEvents]: Set<Listener<Name>> };

export interface Emitter {
  emit<Name extends keyof WidgetEvents>(name: Name, event: WidgetEvents[Name]): void;
  on<Name extends keyof WidgetEvents>(name: Name, listener: Listener<Name>): () => void;
  clear(): void;
}

/** A listener that throws is the site's fault: it is reported as such and the others are still told. */
function tell<T>(listener: (event: T) => void, event: T): void {
  try {
    listener(event);
  } catch (error) {
    reportError(error);
  }
}

export function createEmitter(): Emitter {
  const listeners: Listeners = {
    ready: new Set(),
    opened: new Set(),
    closed: new Set(),
    unread: new Set(),
    message: new Set(),
    call: new Set(),
    connection: new Set(),
    error: new Set(),
  };
  // Sites load the widget late and listen later still; without the replay of `ready` they would poll for it.
  const past: { [Name in keyof WidgetEvents]?: WidgetEvents[Name] } = {};

  return {
    emit(name, event) {
      if (name === 'ready') past[name] = event;
      for (const listener of [...listeners[name]]) tell(listener, event);
    },
    on(name, listener) {
      const set = listeners[name];
      set.add(listener);
      const missed = past[name];
      if (missed !== undefined) queueMicrotask(() => set.has(listener) && tell(listener, missed));
      return () => set.delete(listener);
    },
    clear() {
      for (const set of Object.values(listeners)) set.clear();
      delete past.ready;
    },
  };
}
