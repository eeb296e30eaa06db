import { accountRouter } from './account/account.router.ts';
import { anonymousProcedure, router } from './access/procedures.ts';
import { callRouter } from './call/call.router.ts';
import { conversationRouter } from './conversation/conversation.router.ts';
import { messageRouter } from './conversation/message.router.ts';
import { noteRouter } from './conversation/note.router.ts';
import { inboxRouter } from './inbox/inbox.router.ts';
import { presenceRouter } from './presence/presence.router.ts';
import { projectRouter } from './project/project.router.ts';
import { visitorRouter } from './visitor/visitor.router.ts';
import { PROTOCOL_VERSION } from './contract/wire.ts';

/** Every procedure there is, over sockets and HTTP alike. */
export const appRouter = router({
  /** Is the server there, and does it speak our protocol? */
  health: anonymousProcedure.query((): { ok: true; protocol: number } => ({ ok: true, protocol: PROTOCOL_VERSION })),
  account: accountRouter,
  project: projectRouter,
  visitor: visitorRouter,
  conversation: conversationRouter,
  message: messageRouter,
  note: noteRouter,
  inbox: inboxRouter,
  presence: presenceRouter,
  call: callRouter,
});

/** What clients are typed by; import it as a type alone. */
export type AppRouter = typeof appRouter;
