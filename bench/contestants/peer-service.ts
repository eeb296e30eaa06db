import type { Participant } from '../../packages/api/src/access/caller.ts';
import { authenticate } from '../../packages/api/src/access/authenticate.ts';
import { signalInput } from '../../packages/api/src/contract/call-inputs.ts';
import { conversationInput, sendMessageInput } from '../../packages/api/src/contract/inputs.ts';
import { requireConversation } from '../../packages/api/src/conversation/conversation.policy.ts';
import type { ConversationRef } from '../../packages/api/src/conversation/conversation.queries.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import type { MessageEvent, MessageStore, SignalInput } from './message-store.ts';

/** Somebody's connection: who he is, and the conversations that he was found to belong to. */
export interface Session {
  caller: Participant;
  conversations: Map<string, ConversationRef>;
}

/**
 * The job that the peers do behind their sockets: the same credentials, inputs and rights as Parley's, by Parley's own
 * functions. Rights are looked up when a conversation is first used and then kept for the connection, as a room is.
 */
export class PeerService {
  readonly #db: Db;
  readonly store: MessageStore;
  readonly #keepSignal: (signal: SignalInput) => Promise<void>;

  constructor(db: Db, store: MessageStore, keepSignal: (signal: SignalInput) => Promise<void>) {
    this.#db = db;
    this.store = store;
    this.#keepSignal = keepSignal;
  }

  async open(params: unknown): Promise<Session> {
    const { caller } = await authenticate(this.#db, undefined, { params, origin: undefined, host: undefined });
    if (caller.kind !== 'visitor' && caller.kind !== 'operator') throw new Error('not signed in');
    return { caller, conversations: new Map() };
  }

  /** The events that were missed, if the client says what it has. */
  async join(session: Session, input: { conversationId: string; after: number | undefined }): Promise<MessageEvent[]> {
    const { conversationId } = conversationInput.parse({ conversationId: input.conversationId });
    const conversation = await this.#allowed(session, conversationId);
    return input.after === undefined ? [] : this.store.since(conversation, input.after);
  }

  async send(session: Session, unknownInput: unknown): Promise<{ conversationId: string; event: MessageEvent }> {
    const input = sendMessageInput.parse(unknownInput);
    const conversation = await this.#allowed(session, input.conversationId);
    const event = await this.store.append(session.caller, conversation, input);
    return { conversationId: input.conversationId, event };
  }

  /** @returns what to pass on to the call's other leg. */
  async signal(session: Session, unknownInput: unknown): Promise<SignalInput> {
    const input = signalInput.parse(unknownInput);
    await this.#allowed(session, input.callId);
    await this.#keepSignal(input);
    return input;
  }

  async #allowed({ caller, conversations }: Session, id: string): Promise<ConversationRef> {
    const known = conversations.get(id);
    if (known !== undefined) return known;
    const found = await requireConversation(this.#db, caller, id, 'write');
    conversations.set(id, found);
    return found;
  }
}
