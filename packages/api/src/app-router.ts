import { accountRouter } from './account/account.router.ts';
import { auditRouter } from './audit/audit.router.ts';
import { anyoneProcedure, router } from './access/procedures.ts';
import { runDirectly } from './access/run-procedure.ts';
import { attachmentRouter } from './attachment/attachment.router.ts';
import { cannedRouter } from './canned/canned.router.ts';
import { callProcedures } from './call/call.router.ts';
import { conversationRouter } from './conversation/conversation.router.ts';
import { messageRouter } from './conversation/message.router.ts';
import { noteRouter } from './conversation/note.router.ts';
import { inboxRouter } from './inbox/inbox.router.ts';
import { presenceRouter } from './presence/presence.router.ts';
import { identityKeyRouter } from './project/identity-key.router.ts';
import { privacyRouter } from './privacy/privacy.router.ts';
import { memberRouter } from './project/member.router.ts';
import { projectRouter } from './project/project.router.ts';
import { visitorRouter } from './visitor/visitor.router.ts';
import { PROTOCOL_VERSION } from './contract/wire.ts';

const features = {
  /** Is the server there, and does it speak our protocol? */
  health: anyoneProcedure.query((): { ok: true; protocol: number } => ({ ok: true, protocol: PROTOCOL_VERSION })),
  account: accountRouter,
  project: projectRouter,
  member: memberRouter,
  identityKey: identityKeyRouter,
  visitor: visitorRouter,
  conversation: conversationRouter,
  message: messageRouter,
  note: noteRouter,
  canned: cannedRouter,
  attachment: attachmentRouter,
  inbox: inboxRouter,
  presence: presenceRouter,
  audit: auditRouter,
  privacy: privacyRouter,
};

/**
 * tRPC refuses a router named `call`, because `procedure.call(…)` must stay a function call; a path that only
 * begins with it, such as `call.start`, is in nobody's way. So the call procedures stand under their whole paths.
 */
const callPaths = Object.fromEntries(
  Object.entries(callProcedures).map(([name, procedure]) => [`call.${name}`, procedure]),
);

/** Every procedure there is, over sockets and HTTP alike. */
export const appRouter = router({ ...features, ...callPaths });
runDirectly(appRouter);

/** What clients are typed by; import it as a type alone. */
export type AppRouter = ReturnType<typeof router<typeof features & { call: typeof callProcedures }>>;
