/** What went wrong, by SQLSTATE: on both databases the error carries `code` and `constraint`. */
export function sqlState(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

export function constraintOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'constraint' in cause && typeof cause.constraint === 'string'
    ? cause.constraint
    : undefined;
}

/** 23505 on this constraint. */
export function isUniqueViolation(cause: unknown, constraint: string): boolean {
  return sqlState(cause) === '23505' && constraintOf(cause) === constraint;
}

/** 23503: what this belongs to is not there, or not any more. */
export const isForeignKeyViolation = (cause: unknown): boolean => sqlState(cause) === '23503';

/**
 * Connection lost or refused, server going down or starting, lock or statement timeout, deadlock: the same
 * statement may succeed in a moment. The outcome of a statement that was under way is unknown; client ids make
 * trying again harmless.
 */
export function isTransient(cause: unknown): boolean {
  const code = sqlState(cause);
  if (code !== undefined) {
    return /^(08...|57P0[1-5]|57014|53...|55P03|40001|40P01|25006)$/.test(code) || SYSTEM_CODES.has(code);
  }
  return cause instanceof Error && WORDS.test(cause.message);
}

/** pg has no code for these: the socket ended under a query, or before its rollback; no connection came free in time. */
const WORDS = /Connection terminated|is not queryable|timeout exceeded when trying to connect/i;

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
