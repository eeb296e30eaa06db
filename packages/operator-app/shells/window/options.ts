import { parseArgs } from 'node:util';
import { type DeepLink, parseLink } from '../../src/desktop/deep-link.ts';
import { Failure } from '../common/failure.ts';
import { readServerAddress } from '../common/server-address.ts';

export const USAGE = `Opens Parley in a window of its own. Needs a Chromium, Chrome, Edge or Brave.

  parley-operator [--server URL] [web+parley:…]

  --server URL         the server to open; remembered, so that it need not be said again
  --servers            prints the servers that are remembered
  --forget URL         forgets one
  --autostart on|off   opens Parley when you sign in to this computer, or does not any more
  --profile FOLDER     keeps everything there: for more than one person on one account
  --browser FILE       this browser, and not the first that is found (also CHROME_BIN)
  --browser-flag=FLAG  handed on to the browser; may be repeated
  --help`;

export interface Options {
  task: 'open' | 'help' | 'servers' | 'autostart-on' | 'autostart-off';
  server: string | null;
  forget: string | null;
  link: DeepLink | null;
  profile: string | null;
  browser: string | null;
  browserFlags: readonly string[];
}

/** @throws Failure */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const { server, forget, profile, browser, autostart } = values;
  const [link, ...rest] = positionals;
  if (rest.length > 0) throw new Failure(`One link at a time: ${rest.join(' ')}`);
  if (autostart !== undefined && autostart !== 'on' && autostart !== 'off')
    throw new Failure('--autostart is on or off.');
  const parsed = link === undefined ? null : parseLink(link);
  if (link !== undefined && parsed === null) throw new Failure(`Not a link of ours: ${link}`);
  const task = values.help
    ? 'help'
    : values.servers
      ? 'servers'
      : autostart
        ? (`autostart-${autostart}` as const)
        : 'open';
  return {
    task,
    server: server === undefined ? null : readServerAddress(server),
    forget: forget === undefined ? null : readServerAddress(forget),
    link: parsed,
    profile: profile ?? null,
    browser: browser ?? null,
    browserFlags: values['browser-flag'] ?? [],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        servers: { type: 'boolean' },
        forget: { type: 'string' },
        autostart: { type: 'string' },
        profile: { type: 'string' },
        browser: { type: 'string' },
        'browser-flag': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    // Node says what was wrong in words for people.
    throw new Failure(`${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)} See --help.`);
  }
}
