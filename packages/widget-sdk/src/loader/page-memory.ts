/** A call that goes on while the visitor turns to another page of the site; it belongs to this device's id. */
export interface KeptCall {
  callId: string;
  deviceId: string;
}

/** What one page of the site leaves for the next. Nothing is written before the visitor has written or called. */
export interface PageMemory {
  /** The visitor has a conversation: its answers must reach him on every page. */
  hasConversation(): boolean;
  keepConversation(): void;
  hasCall(): boolean;
  keepCall(call: KeptCall): void;
  /** Once: a tab that is duplicated in between finds nothing, so two tabs never speak one call. */
  takeCall(): KeptCall | null;
  /** What the visitor has not sent yet. */
  keepDraft(text: string): void;
  takeDraft(): string;
  /** The next one at this computer finds nothing, in this tab or in another that sleeps. */
  forget(): void;
}

export function createPageMemory(projectKey: string): PageMemory {
  const conversation = `parley:${projectKey}:conversation`;
  const call = `parley:${projectKey}:call`;
  const draft = `parley:${projectKey}:draft`;
  /** When somebody has logged out last, `1` for never; not there where nobody has used the chat yet, and nothing is to be stored. */
  const left = `parley:${projectKey}:left`;
  return {
    hasConversation: () => kept(conversation) !== null,
    keepConversation: () => void attempt(() => localStorage.setItem(conversation, '1')),
    hasCall: () => attempt(() => sessionStorage.getItem(call)) !== null,
    keepCall: ({ callId, deviceId }) => void attempt(() => sessionStorage.setItem(call, `${callId} ${deviceId}`)),
    takeCall() {
      const [callId, deviceId] = take(call)?.split(' ') ?? [];
      return callId && deviceId ? { callId, deviceId } : null;
    },
    keepDraft: (text) =>
      void attempt(() => {
        if (text === '') return;
        sessionStorage.setItem(draft, `${Date.now()} ${text}`);
        localStorage.setItem(left, kept(left) ?? '1');
      }),
    takeDraft() {
      // Times of our days have thirteen digits, and compare as text.
      const value = take(draft) ?? '';
      return value.slice(0, 13) > (kept(left) ?? '') ? value.slice(14) : '';
    },
    forget: () =>
      void attempt(() => {
        const isUsed = kept(conversation) ?? kept(left);
        localStorage.removeItem(conversation);
        sessionStorage.removeItem(call);
        sessionStorage.removeItem(draft);
        // Last: it needs room, and may find none.
        if (isUsed !== null) localStorage.setItem(left, `${Date.now()}`);
      }),
  };
}

const kept = (key: string): string | null => attempt(() => localStorage.getItem(key));

const take = (key: string): string | null =>
  attempt(() => {
    const value = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return value;
  });

/** A page may be refused its storage (a sandboxed frame, blocked cookies): then pages know nothing of each other. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
