import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRepositoryFile, repositoryFiles, ROOT } from '../support/repository.ts';

/** One file each that breaks one rule of the house, in a house of its own; the real configuration must name the culprit. */
const BROKEN: { what: string; file: string; code: string; rule: string }[] = [
  imports('the contract imports from another folder', 'api/src/contract/a.ts', '../db/database.ts'),
  imports('the contract imports another package', 'api/src/contract/b.ts', '@parley/client'),
  imports('the database imports a feature', 'api/src/db/a.ts', '../conversation/conversation.queries.ts'),
  imports('the event log imports a feature', 'api/src/event-log/bus/a.ts', '../../call/end-call.ts'),
  imports('access imports a feature', 'api/src/access/a.ts', '../account/account.queries.ts'),
  imports('a feature imports the transport', 'api/src/inbox/a.ts', '../transport/drain.ts'),
  imports('a feature imports the router of all', 'api/src/inbox/b.ts', '../app-router.ts'),
  imports("a feature imports another one's command", 'api/src/call/a.ts', '../conversation/send-message.ts'),
  imports("a feature imports another one's router", 'api/src/call/b.ts', '../conversation/conversation.router.ts'),
  imports('the server imports the client', 'api/src/account/a.ts', '@parley/client'),
  imports('the client imports the server', 'client/src/outbox/a.ts', '@parley/api/server'),
  imports('the client reaches into the server by path', 'client/src/outbox/b.ts', '../../../api/src/env.ts'),
  imports("the client's outbox talks tRPC", 'client/src/outbox/c.ts', '@trpc/client'),
  imports('another file of the connection talks tRPC', 'client/src/connection/backoff.ts', '@trpc/client'),
  imports('the client imports the widget', 'client/src/call/a.ts', '@parley/widget-sdk'),
  imports('the client imports the router as a value', 'client/src/connection/transport-http.ts', '@parley/api'),
  imports('the widget imports the router as a value', 'widget-sdk/src/widget/a.ts', '@parley/api'),
  imports('the widget imports the server', 'widget-sdk/src/widget/b.ts', '@parley/api/server'),
  imports('the operator app talks tRPC', 'operator-app/src/lib/a.ts', '@trpc/client'),
  imports('the operator app imports its shell', 'operator-app/src/lib/b.ts', '../../shells/window/desk.ts'),
  imports('a shell imports the app', 'operator-app/shells/window/a.ts', '../../src/lib/session.ts'),
  imports('a shell imports the client', 'operator-app/shells/common/a.ts', '@parley/client'),
  imports('a part of the Electron shell imports Electron', 'operator-app/shells/electron/a.ts', 'electron'),
  broken(
    'a notification past the desktop host',
    'operator-app/src/lib/c.ts',
    'export const c = new Notification("x");',
    'no-restricted-globals',
  ),
  broken(
    'a title past the desktop host',
    'operator-app/src/lib/d.ts',
    'export const d = (): void => { document.title = "x"; };',
    'no-restricted-properties',
  ),
  broken('a barrel', 'client/src/timeline/barrel.ts', 'export * from "./leaf.ts";', 'no-barrel-file'),
  broken('a default export', 'client/src/call/b.ts', 'export default 1;', 'no-default-export'),
  broken(
    'a cycle',
    'client/src/timeline/a.ts',
    'import { b } from "./b.ts"; export const a = (): number => b();',
    'no-cycle',
  ),
  broken('a floating promise', 'client/src/call/c.ts', 'Promise.resolve(1);', 'no-floating-promises'),
  broken('an `any`', 'client/src/call/d.ts', 'export const d = (x: any): unknown => x;', 'no-explicit-any'),
  broken(
    'a cast that silences',
    'client/src/call/g.ts',
    'export const g = (x: unknown): string => x as string;',
    'no-unsafe-type-assertion',
  ),
  broken(
    'a forgotten case',
    'client/src/call/e.ts',
    'export function e(x: "a" | "b"): number { switch (x) { case "a": return 1; } return 2; }',
    'switch-exhaustiveness-check',
  ),
  broken('a print', 'api/src/call/c.ts', 'console.log(1);', 'no-console'),
  markup('innerHTML', 'export const a = (at: Element): void => { at.innerHTML = "x"; };'),
  markup('innerHTML in brackets', 'export const a = (at: Element): void => { at["innerHTML"] = "x"; };'),
  markup('outerHTML', 'export const a = (at: Element): void => { at.outerHTML = "x"; };'),
  markup('insertAdjacentHTML', 'export const a = (at: Element): void => at.insertAdjacentHTML("beforeend", "x");'),
  markup('document.write', 'export const a = (): void => document.write("x");'),
  markup('a parser of HTML', 'export const a = (): Document => new DOMParser().parseFromString("x", "text/html");'),
  markup('a fragment of HTML', 'export const a = (): unknown => new Range().createContextualFragment("x");'),
  markup('srcdoc', 'export const a = (at: HTMLIFrameElement): void => { at.srcdoc = "x"; };'),
  markup('eval', 'export const a = (): unknown => eval("1");', 'no-eval'),
  markup('new Function', 'export const a = (): unknown => new Function("1");', 'no-new-func'),
  markup('a timer of text', 'export const a = (): unknown => setTimeout("1", 1);', 'no-implied-eval'),
  markup('a link that is a script', 'export const a = "javascript:void 0";', 'no-script-url'),
  broken(
    'HTML in an element of React',
    'operator-app/src/lib/markup.tsx',
    'export const A = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
    'no-danger',
  ),
  broken(
    'HTML in an element of the widget',
    'widget-sdk/src/chat/markup.tsx',
    'export const A = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
    'no-danger',
  ),
  broken(
    'a link that tells the other page of ours',
    'operator-app/src/lib/opener.tsx',
    'export const A = ({ to }: { to: string }) => <a href={to} target="_blank">x</a>;',
    'jsx-no-target-blank',
  ),
  broken('a file of 401 lines', 'client/src/call/f.ts', `export const f = 1;\n${'//\n'.repeat(400)}`, 'max-lines'),
];

/** What must stay possible, or the rules above would say nothing. */
const ALLOWED: { what: string; file: string; code: string }[] = [
  allowed("a feature reads another one's policy, queries and table", 'api/src/call/d.ts', [
    '../conversation/conversation.policy.ts',
    '../conversation/conversation.queries.ts',
    '../conversation/conversation.table.ts',
  ]),
  allowed('a feature uses the floors below', 'api/src/call/e.ts', [
    '../access/procedures.ts',
    '../event-log/append-events.ts',
    '../db/database.ts',
    '../contract/wire.ts',
    './end-call.ts',
  ]),
  allowed('the transport uses the router of all', 'api/src/transport/a.ts', [
    '../app-router.ts',
    '../access/authenticate.ts',
  ]),
  allowed('the database knows the tables', 'api/src/db/b.ts', [
    '../conversation/conversation.table.ts',
    '../event-log/event-log.table.ts',
  ]),
  allowed("the client's transport talks tRPC", 'client/src/connection/transport.ts', [
    '@trpc/client',
    '@parley/api/contract/wire',
  ]),
  {
    what: 'the client knows the type of the router',
    file: 'client/src/connection/transport-types.ts',
    code: 'import type { AppRouter } from "@parley/api"; export type Router = AppRouter;',
  },
  allowed('the widget uses the client and the contract', 'widget-sdk/src/widget/c.ts', [
    '@parley/client',
    '@parley/api/contract/wire',
  ]),
];

function imports(what: string, file: string, specifier: string) {
  return broken(
    what,
    file,
    `import { thing } from '${specifier}'; export const uses = [thing];`,
    'no-restricted-imports',
  );
}

function markup(what: string, code: string, rule = 'no-restricted-properties') {
  const file = `widget-sdk/src/chat/${what.replaceAll(/\W/g, '-')}.ts`;
  return broken(`text that becomes markup or code: ${what}`, file, code, rule);
}

function broken(what: string, file: string, code: string, rule: string) {
  return { what, file, code, rule };
}

function allowed(what: string, file: string, specifiers: string[]) {
  const code = specifiers.map((specifier, index) => `import { thing as thing${index} } from '${specifier}';`);
  return {
    what,
    file,
    code: `${code.join('\n')}\nexport const uses = [${specifiers.map((_, index) => `thing${index}`).join()}];`,
  };
}

/** Files that the ones above point at: some rules follow an import before they judge it. */
const TARGETS = {
  'client/src/timeline/leaf.ts': 'export const leaf = 1;',
  'client/src/timeline/b.ts': 'import { a } from "./a.ts"; export const b = (): number => a();',
};

describe('lint holds the walls of the house', () => {
  let found: Map<string, string[]>;
  let house: string;

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), 'parley-house-'));
    await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    for (const file of ['oxlint.config.ts', 'tsconfig.base.json']) await copyFile(join(ROOT, file), join(house, file));
    await writeFile(join(house, 'tsconfig.json'), '{ "extends": "./tsconfig.base.json", "include": ["packages"] }');
    const files = [...BROKEN, ...ALLOWED].map(({ file, code }): [string, string] => [file, code]);
    for (const [file, code] of [...files, ...Object.entries(TARGETS)]) {
      const path = join(house, 'packages', file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }
    found = await lint(house);
  });
  afterAll(() => rm(house, { recursive: true, force: true }));

  test.each(BROKEN)('refuses: $what', ({ file, rule }) => {
    expect(found.get(file)).toContain(rule);
  });

  test.each(ALLOWED)('allows: $what', ({ file }) => {
    expect(found.get(file) ?? []).not.toContain('no-restricted-imports');
  });

  test('and no file of ours silences it', () => {
    const silenced = repositoryFiles()
      .filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && file !== 'tests/contract/boundaries.test.ts')
      .filter((file) => /(?:ox|es)lint-disable|@ts-(?:ignore|expect-error|nocheck)/.test(readRepositoryFile(file)));
    expect(silenced).toEqual([]);
  });
});

/** The names of the rules that each file breaks, by its path under packages/. */
async function lint(folder: string): Promise<Map<string, string[]>> {
  const manifest = createRequire(import.meta.url).resolve('oxlint/package.json');
  const output = await new Promise<string>((resolve) => {
    // It ends with 1 because it finds something; what it found is all we want.
    execFile(
      process.execPath,
      [join(dirname(manifest), 'bin/oxlint'), '--format=json', 'packages'],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (_, stdout) => resolve(stdout),
    );
  });
  const { diagnostics }: { diagnostics: { filename: string; code: string }[] } = JSON.parse(output);
  const byFile = new Map<string, string[]>();
  for (const { filename, code } of diagnostics) {
    const file = filename.replace(/^packages\//, '');
    const rule = /\((.+)\)/.exec(code)?.[1] ?? code;
    byFile.set(file, [...(byFile.get(file) ?? []), rule]);
  }
  return byFile;
}
