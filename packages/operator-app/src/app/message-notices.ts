import type { InboxPointerEvent } from '@parley/api/contract/events';
import type { Notifications } from '../desktop/desktop-host.ts';

interface Surroundings {
  notifications: Pick<Notifications, 'show'>;
  /** Is somebody looking at the app? */
  isLooked: () => boolean;
  reply: (conversationId: string, text: string) => void;
}

/** What visitors write while nobody looks is shown by the system, until somebody has read it, here or elsewhere. */
export class MessageNotices {
  readonly #around: Surroundings;
  /** By conversation: up to which message it was shown, and how to take it back. */
  readonly #shown = new Map<string, { seq: number; takeBack: () => void }>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  hear({
    what,
    conversation: { id, unread, lastMessage, visitor },
  }: Pick<InboxPointerEvent, 'what' | 'conversation'>): void {
    const shown = this.#shown.get(id);
    if (unread === 0) return this.#takeBack(id);
    const isShown = lastMessage?.from === 'visitor' && lastMessage.seq === shown?.seq;
    const isEdit = what === 'message.edited';
    // Its words may be those of the notice, which must not outlive them.
    if ((isEdit || what === 'message.deleted') && (!isShown || lastMessage.deleted)) return this.#takeBack(id);
    // A conversation that is assigned or closed says nothing new; a pointer that is read late may come for an answered one.
    if ((what !== 'message' && !isEdit) || lastMessage?.from !== 'visitor' || lastMessage.deleted) return;
    if (!isEdit && lastMessage.seq <= (shown?.seq ?? 0)) return;
    if (this.#around.isLooked()) return isEdit ? this.#takeBack(id) : undefined;
    const takeBack = this.#around.notifications.show({
      tag: `parley.message.${id}`,
      title: visitor.name,
      body: lastMessage.text,
      link: { to: 'conversation', conversationId: id },
      lasting: false,
      onReply: (text) => text.trim() !== '' && this.#around.reply(id, text),
    });
    this.#shown.set(id, { seq: lastMessage.seq, takeBack });
  }

  #takeBack(id: string): void {
    this.#shown.get(id)?.takeBack();
    this.#shown.delete(id);
  }

  close(): void {
    for (const { takeBack } of this.#shown.values()) takeBack();
  }
}
