import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import { Failure } from './failure.ts';

export interface System {
  platform: NodeJS.Platform;
  home: string;
  /** `XDG_CONFIG_HOME`, `APPDATA`. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface Started {
  /** Of the entry: each host and each profile has its own. */
  name: string;
  /** A program and its arguments, none of which may depend on where or by whom it is started; asked for when the entry is written. */
  command: () => readonly string[];
}

interface Entry {
  file: string;
  text: (command: readonly string[]) => string;
}

const NAME = 'Parley';
/** No system's entry can hold one, and a line break would begin a line of its own. */
const CONTROL = /\p{Cc}/u;

/** What the system starts when this person signs in. */
export class AutostartEntry {
  readonly #entry: Entry;
  readonly #command: Started['command'];

  /** @throws Failure on a system whose way we do not know */
  constructor(system: System, { name, command }: Started) {
    this.#entry = entryFor(system, name);
    this.#command = command;
  }

  get on(): boolean {
    return existsSync(this.#entry.file);
  }

  /** @throws Failure when an argument cannot be written in the system's way */
  set(on: boolean): void {
    const { file, text } = this.#entry;
    if (!on) return rmSync(file, { force: true });
    const command = this.#command();
    for (const word of command) if (CONTROL.test(word)) throw unwritable(word);
    const words = text(command);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, words);
  }
}

const unwritable = (word: string): Failure =>
  new Failure(`The system cannot be told to start Parley with ${JSON.stringify(word)}.`);

function entryFor({ platform, home, env }: System, name: string): Entry {
  if (platform === 'darwin') {
    return {
      file: posix.join(home, 'Library/LaunchAgents', `${name}.plist`),
      text: (command) => plist(name, command),
    };
  }
  if (platform === 'win32') {
    const data = env['APPDATA'] ?? win32.join(home, 'AppData\\Roaming');
    return {
      file: win32.join(data, 'Microsoft\\Windows\\Start Menu\\Programs\\Startup', `${name}.cmd`),
      text: batch,
    };
  }
  if (platform === 'linux') {
    const config = env['XDG_CONFIG_HOME'] ?? posix.join(home, '.config');
    return { file: posix.join(config, 'autostart', `${name}.desktop`), text: desktopEntry };
  }
  throw new Failure(`Nobody has told us how ${platform} starts programs.`);
}

/** Quoted as the Desktop Entry Specification has it: first for its shell-like words, then for its strings. */
function desktopEntry(command: readonly string[]): string {
  const word = (text: string): string =>
    `"${text.replaceAll(/["`$\\]/g, String.raw`\$&`)}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%');
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${NAME}`,
    `Exec=${command.map(word).join(' ')}`,
    'Terminal=false',
    '',
  ].join('\n');
}

function plist(name: string, command: readonly string[]): string {
  const escape = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    `  <key>Label</key><string>${escape(name)}</string>`,
    '  <key>RunAtLoad</key><true/>',
    `  <key>ProgramArguments</key><array>${command.map((word) => `<string>${escape(word)}</string>`).join('')}</array>`,
    '</dict></plist>',
    '',
  ].join('\n');
}

/**
 * A percent sign is doubled, and so is a backslash before the closing quote. A quote within a word is read by `start` and by the
 * program in different ways. Node is a program of the console: it keeps a window, minimized, for as long as it runs.
 */
function batch(command: readonly string[]): string {
  const words = command.map((word) => {
    if (word.includes('"')) throw unwritable(word);
    return `"${word.replaceAll('%', '%%').replace(/\\+$/, '$&$&')}"`;
  });
  return ['@echo off', `start "" /min ${words.join(' ')}`, ''].join('\r\n');
}
