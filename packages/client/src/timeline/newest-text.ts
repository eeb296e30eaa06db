/** What a message says once it is changed: each of its events reads as the newest, as the server tells it to who comes later. Pure. */
import type { RecordedConversationEvent } from '@parley/api/contract/events';

/** Nothing of what was deleted is kept here, nor on the device. */
export function withChange(
  events: readonly RecordedConversationEvent[],
  change: RecordedConversationEvent,
): readonly RecordedConversationEvent[] {
  if (change.type !== 'message.edited' && change.type !== 'message.deleted') return events;
  const { text, caption } = 'text' in change ? change : { text: '', caption: undefined };
  return events.map((event) => {
    if (!('text' in event) || event.messageId !== change.messageId) return event;
    const said = { ...event, text, caption };
    return 'text' in change || said.type !== 'message' ? said : { ...said, attachments: undefined, deleted: true };
  });
}
