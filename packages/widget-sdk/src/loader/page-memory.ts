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
  const left = `parley:${projectKey}:left`;
  return {
    hasConversation: () => attempt(() => localStorage.getItem(conversation)) !== null,
    keepConversation: () => void attempt(() => localStorage.setItem(conversation, '1')),
    hasCall: () => attempt(() => sessionStorage.getItem(call)) !== null,
    keepCall: ({ callId, deviceId }) => void attempt(() => sessionStorage.setItem(call, `${callId} ${deviceId}`)),
    takeCall() {
      const [callId, deviceId] = take(call)?.split(' ') ?? [];
      return callId && deviceId ? { callId, deviceId } : null;
    },
    keepDraft: (text) => void attempt(() => text !== '' && sessionStorage.setItem(draft, `${Date.now()} ${text}`)),
    takeDraft() {
      const [, at = 0, text = ''] = /^(\d+) (.*)$/s.exec(take(draft) ?? '') ?? [];
      return Number(at) > Number(attempt(() => localStorage.getItem(left))) ? text : '';
    },
    forget: () =>
      void attempt(() => {
        for (const key of [call, draft]) sessionStorage.removeItem(key);
        localStorage.removeItem(conversation);
        localStorage.setItem(left, String(Date.now()));
      }),
  };
}

function take(key: string): string | null {
  const value = attempt(() => sessionStorage.getItem(key));
  attempt(() => sessionStorage.removeItem(key));
  return value;
}

/** A page may be refused its storage (a sandboxed frame, blocked cookies): then pages know nothing of each other. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
