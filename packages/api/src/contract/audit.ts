/**
 * What the audit log knows of. A verb is stored and shown by its name, so it never changes; a new one is a line here, and a
 * line of words in the operator app.
 */
export const AUDIT_VERBS = [
  'account.created',
  'account.signed-in',
  'account.sign-in-failed',
  'account.session-revoked',
  'account.signed-out-elsewhere',
  'account.password-changed',
  'account.password-reset',
  'account.reset-link-made',
  'account.second-factor-on',
  'account.second-factor-off',
  'account.recovery-codes-renewed',
  'project.created',
  'project.renamed',
  'project.origins-changed',
  'project.calls-changed',
  'project.messages-changed',
  'project.retention-changed',
  'project.second-factor-demanded',
  'project.second-factor-left-open',
  'project.suspended',
  'project.resumed',
  'member.invited',
  'member.invitation-revoked',
  'member.joined',
  'member.role-changed',
  'member.removed',
  'identity-key.made',
  'identity-key.revoked',
  'visitor.blocked',
  'visitor.unblocked',
  'visitor.erased',
  'visitor.exported',
  'message.removed',
  'canned-reply.made',
  'canned-reply.changed',
  'canned-reply.removed',
  'retention.ran',
] as const;
export type AuditVerb = (typeof AUDIT_VERBS)[number];

export type AuditResult = 'done' | 'refused';
