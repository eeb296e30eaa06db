import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DeepLink, formatLink, parseLink } from '../../src/desktop/deep-link.ts';
import { Failure } from '../common/failure.ts';

/** What a second start wants of the first. */
export interface Wish {
  server: string | null;
  link: DeepLink | null;
  /** This server, and nothing else. The first instance has the list in its hands. */
  forget: string | null;
}

/** A wish is a line; nobody has so much to say. */
const LONGEST_LINE = 4_096;

/** Systems bound the length of a socket's path. */
const LONGEST_PATH = 100;

const addressIn = (folder: string): string => {
  // On Windows a pipe has no place in the file system.
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\parley-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  }
  const path = join(folder, 'instance.sock');
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new Failure(`The path of this folder is too long: ${folder}`);
  return path;
};

/** Asks the Parley that has this folder. `false`: there is none. */
export async function askFirstInstance(folder: string, { server, link, forget }: Wish): Promise<boolean> {
  const socket = connect(addressIn(folder));
  try {
    await settled(socket, 'connect');
  } catch {
    return false;
  }
  socket.end(`${JSON.stringify({ server, link: link && formatLink(link), forget })}\n`);
  await settled(socket.resume(), 'close');
  return true;
}

/** From now on we are the one that is asked. Who may is whoever may enter the folder: its owner. */
export async function becomeFirstInstance(folder: string, onWish: (wish: Wish) => void): Promise<Server> {
  const address = addressIn(folder);
  // Nobody answered there: what lies there was left by one that was killed.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    let read = 0;
    socket.on('data', (data) => {
      read += data.length;
      if (read > LONGEST_LINE) socket.destroy();
    });
    createInterface(socket).once('line', (line) => {
      const wish = readWish(line);
      if (wish !== null) onWish(wish);
      socket.end();
    });
  });
  const listening = settled(server, 'listening');
  server.listen(address);
  await listening;
  // It does not keep the process: the browser does.
  server.unref();
  return server;
}

function readWish(line: string): Wish | null {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null) return null;
  const { server, link, forget }: Record<string, unknown> = { ...said };
  return {
    server: typeof server === 'string' ? server : null,
    link: typeof link === 'string' ? parseLink(link) : null,
    forget: typeof forget === 'string' ? forget : null,
  };
}

function settled(emitter: Socket | Server, event: 'connect' | 'close' | 'listening'): Promise<void> {
  return new Promise((resolve, reject) => {
    emitter.once(event, () => resolve());
    emitter.once('error', reject);
  });
}
