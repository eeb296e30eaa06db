import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** Every variable that Parley reads. README's configuration table is held against this list by a test. */
export const envSchema = z.object({
  /** TCP port; 0 picks a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** Address to listen on; all of them by default. */
  HOST: z.string().min(1).optional(),
  /** What people type to reach this server, such as https://chat.example.com; the operator app's only origin. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** Where the embedded database keeps its files, and the files that people send are. */
  DATA_DIR: z.string().min(1).default('./data'),
  /** A Postgres server; without it the embedded database is used. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Comma-separated, 32 bytes in base64 each: what must not lie open in the database is sealed by the first, and opened by any. */
  DATA_KEYS: list.pipe(
    z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64: openssl rand -base64 32')),
  ),
  /** A NATS server that carries hints between processes instead of Postgres. */
  NATS_URL: z.url({ protocol: /^(nats|tls)$/ }).optional(),
  /** Comma-separated turn: and stun: URLs of a coturn server. */
  TURN_URLS: list.pipe(
    z.array(z.string().regex(/^(turns?|stuns?):/, 'must start with turn:, turns:, stun: or stuns:')),
  ),
  /** coturn's static-auth-secret. */
  TURN_SECRET: z.string().min(1).optional(),
  /** Comma-separated addresses or CIDR ranges whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: list.pipe(z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]))),
  /** Who may make himself an account after the first one: whoever was `invited` into a project, or, `open`, everybody. */
  REGISTRATION: z.enum(['invited', 'open']).default('invited'),
  /** Times this, all rates and caps of `access/rates.ts`: for many people behind one address, bots, and tests. */
  RATE_LIMIT_FACTOR: z.coerce.number().min(1).max(1_000_000).default(1),
  /** An origin of its own for downloads, such as https://files.example.com, that leads to this server. */
  FILES_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** What the files of one project may take, in GB (10⁹ bytes); a project's own row may say otherwise. */
  FILES_QUOTA_GB: z.coerce.number().min(0).max(1_000_000).default(10),
  /** A bucket for files, of Amazon S3 or what speaks its language; without it they are in DATA_DIR. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'not a bucket name')
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'not a region')
    .default('us-east-1'),
  /** Where the bucket is, when it is not Amazon's; it is addressed by path. */
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** Over how many seconds clients are told to move when the process is asked to stop. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(5),
});

export type Env = z.infer<typeof envSchema>;

/**
 * Reads the configuration. An empty variable counts as absent, as compose files and shells leave them.
 * @throws Error with one line that names the wrong variable and says why, never its value.
 */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = envSchema.safeParse(present);
  if (result.success) {
    if (result.data.TURN_URLS.some((url) => url.startsWith('turn')) && result.data.TURN_SECRET === undefined) {
      throw new Error('Configuration: TURN_SECRET is needed because TURN_URLS names a TURN server');
    }
    const missing = (['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const).find(
      (name) => result.data[name] === undefined,
    );
    if (result.data.S3_BUCKET !== undefined && missing !== undefined) {
      throw new Error(`Configuration: ${missing} is needed because S3_BUCKET is set`);
    }
    return result.data;
  }
  const issue = result.error.issues[0];
  throw new Error(`Configuration: ${String(issue?.path[0])}: ${issue?.message ?? 'invalid'}`);
}
