export { createAnonymousClient, type AnonymousClient } from './anonymous-client.ts';
export { createOperatorClient, type OperatorClient, type OperatorClientOptions } from './operator-client.ts';
export { createVisitorClient, type VisitorClient, type VisitorClientOptions } from './visitor-client.ts';
export { browserTabs, type Tabs, type TabWord } from './visitor/tabs.ts';
export type { ClientBase, CoreOptions } from './client-core.ts';
export { browserStorage } from './storage/browser-storage.ts';
export { memoryStorage } from './storage/memory-storage.ts';
export { ParleyError, parleyErrorOf } from './errors.ts';
export { percentOf, sizeWords, typeWords } from './files/file-facts.ts';
export { webAddress } from './text/address.ts';
export { fillCanned, type CannedNames } from './text/fill-canned.ts';
export { textParts, type TextPart } from './text/text-parts.ts';
export type { Api } from './connection/transport.ts';
export { deviceNetwork } from './environment.ts';
export type { Clock, Environment, Network, NetworkHint, Timings } from './environment.ts';
export { NOTHING_CHECKED } from './check/check-handle.ts';
export { barsOf } from './call/quality/e-model.ts';
export type { MediaEnvironment } from './call/media.ts';
export type { Inbox, InboxCounts, InboxFilter, InboxSnapshot, Ringing } from './inbox/inbox-types.ts';
export type { MessageChange, MessageChanges, Quote, Reaction } from './talk/talk-types.ts';
export type {
  AttachmentItem,
  AttachmentUrls,
  BlobStore,
  ClientErrorCode,
  ConnectionSnapshot,
  Identity,
  KeyValueStore,
  MessageItem,
  MessageState,
  PersonChange,
  StartedVisitor,
  StartInput,
  Store,
  Thread,
  ThreadItem,
  ThreadSnapshot,
  UploadProgress,
} from './types.ts';
export type {
  Call,
  CallCheck,
  CallCheckSnapshot,
  CallPhase,
  CallSnapshot,
  DeviceChoice,
  DeviceFinding,
  NetworkFinding,
} from './call-types.ts';
