import type { Call, CallCheck, ConnectionSnapshot, DeviceChoice, StartedVisitor, Store, Thread } from '@parley/client';
import type { Media, VisitorIdentity } from '../types.ts';

/** What the widget uses of the client: the real one fits, and so does a scripted one. */
export interface ChatClient {
  connection: Store<ConnectionSnapshot>;
  start(input?: {
    attributes?: Record<string, string | number | boolean>;
    page?: { url: string; title: string };
  }): Promise<StartedVisitor>;
  identify(identity: VisitorIdentity, input?: { page?: { url: string; title: string } }): Promise<StartedVisitor>;
  logout(): Promise<void>;
  openConversation(): Promise<string>;
  thread(conversationId: string): Thread;
  startCall(conversationId: string, media: Media, devices?: DeviceChoice): Call;
  call(callId: string, devices?: DeviceChoice): Call;
  checkCall(options: { media: Media; devices?: DeviceChoice }): CallCheck;
  close(): Promise<void>;
}
