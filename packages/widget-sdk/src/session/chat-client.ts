import type { Call, CallCheck, ConnectionSnapshot, StartedVisitor, Store, Thread } from '@parley/client';
import type { CallCheckOptions, Media } from '../types.ts';

/** What the widget uses of the client: the real one fits, and so does a scripted one. */
export interface ChatClient {
  connection: Store<ConnectionSnapshot>;
  start(input?: {
    attributes?: Record<string, string | number | boolean>;
    page?: { url: string; title: string };
  }): Promise<StartedVisitor>;
  openConversation(): Promise<string>;
  thread(conversationId: string): Thread;
  startCall(conversationId: string, media: Media): Call;
  call(callId: string): Call;
  checkCall(options?: CallCheckOptions): CallCheck;
  close(): Promise<void>;
}
