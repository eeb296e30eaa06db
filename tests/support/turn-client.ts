import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { bytesOfAddress } from './ip-address.ts';

/** STUN and TURN, as far as a knock at a relay needs them (RFC 8489, RFC 8656). */
const COOKIE = Buffer.from('2112a442', 'hex');
const METHOD = { allocate: 0x003, createPermission: 0x008, channelBind: 0x009 } as const;
const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  peer: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  family: 0x0017,
  transport: 0x0019,
} as const;
const FAMILY = { 4: 1, 6: 2 } as const;
const TRANSPORT = { udp: 17, tcp: 6 } as const;
const PORT = 9;
const FIRST_CHANNEL = 0x4000;
/** The server keeps a relay for minutes after its client has gone, for whoever comes from the same port. */
const PORT_TAKEN = 437;
/** UDP loses what it likes: a request is said again. */
const AGAIN_MS = 500;

export interface Credentials {
  username: string;
  credential: string;
}
/** 0: it was done. */
export type Outcome = number;

interface Answer {
  outcome: Outcome;
  attributes: Map<number, Buffer>;
}

/** One client of a TURN server, from a port of its own: with one relay at the most. */
export class TurnClient implements AsyncDisposable {
  #socket: Socket;
  readonly #server: { host: string; port: number };
  readonly #credentials: Credentials;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);
  #channels = 0;

  private constructor(socket: Socket, server: { host: string; port: number }, credentials: Credentials) {
    this.#socket = socket;
    this.#server = server;
    this.#credentials = credentials;
  }

  static async open(server: { host: string; port: number }, credentials: Credentials): Promise<TurnClient> {
    return new TurnClient(await bound(), server, credentials);
  }

  /** Asks for a relay. */
  async allocate(family: 4 | 6 = 4, transport: keyof typeof TRANSPORT = 'udp'): Promise<Outcome> {
    const wanted = [
      attribute(ATTRIBUTE.transport, Buffer.from([TRANSPORT[transport], 0, 0, 0])),
      attribute(ATTRIBUTE.family, Buffer.from([FAMILY[family], 0, 0, 0])),
    ];
    for (;;) {
      const outcome = await this.#ask(METHOD.allocate, wanted);
      if (outcome !== PORT_TAKEN) return outcome;
      this.#socket.close();
      this.#socket = await bound();
    }
  }

  /** May this address send to the relay, and be sent to? */
  permit(address: string): Promise<Outcome> {
    return this.#ask(METHOD.createPermission, (id) => [attribute(ATTRIBUTE.peer, xored(address, id))]);
  }

  /** The other way to the same. */
  bindChannel(address: string): Promise<Outcome> {
    const channel = Buffer.alloc(4);
    channel.writeUInt16BE(FIRST_CHANNEL + this.#channels++);
    return this.#ask(METHOD.channelBind, (id) => [
      attribute(ATTRIBUTE.channelNumber, channel),
      attribute(ATTRIBUTE.peer, xored(address, id)),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  /** The first answer says by what to sign; a nonce that is stale is answered with another one. */
  async #ask(method: number, what: Buffer[] | ((id: Buffer) => Buffer[])): Promise<Outcome> {
    for (let round = 0; ; round += 1) {
      const id = randomBytes(12);
      const attributes = typeof what === 'function' ? what(id) : what;
      const { outcome, attributes: told } = await this.#exchange(id, this.#signed(method, id, attributes));
      if ((outcome !== 401 && outcome !== 438) || round > 1) return outcome;
      this.#realm = told.get(ATTRIBUTE.realm) ?? this.#realm;
      this.#nonce = told.get(ATTRIBUTE.nonce) ?? this.#nonce;
    }
  }

  #signed(method: number, id: Buffer, attributes: Buffer[]): Buffer {
    if (this.#nonce.length === 0) return message(method, id, Buffer.concat(attributes));
    const { username, credential } = this.#credentials;
    const body = Buffer.concat([
      ...attributes,
      attribute(ATTRIBUTE.username, Buffer.from(username)),
      attribute(ATTRIBUTE.realm, this.#realm),
      attribute(ATTRIBUTE.nonce, this.#nonce),
    ]);
    const key = createHash('md5').update(`${username}:${this.#realm.toString()}:${credential}`).digest();
    // What is signed says already how long it will be with the signature.
    const mac = createHmac('sha1', key)
      .update(message(method, id, body, MAC_ATTRIBUTE_BYTES))
      .digest();
    return message(method, id, Buffer.concat([body, attribute(ATTRIBUTE.integrity, mac)]));
  }

  async #exchange(id: Buffer, request: Buffer): Promise<Answer> {
    const { host, port } = this.#server;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const hear = (answer: Buffer): void => {
      if (answer.subarray(8, 20).equals(id)) resolve(read(answer));
    };
    this.#socket.on('message', hear);
    const say = (): void => this.#socket.send(request, port, host);
    say();
    const again = setInterval(say, AGAIN_MS);
    try {
      return await promise;
    } finally {
      clearInterval(again);
      this.#socket.off('message', hear);
    }
  }
}

/** On a port that the system picks. */
async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind();
  await once(socket, 'listening');
  return socket;
}

const MAC_ATTRIBUTE_BYTES = 24;

function message(method: number, id: Buffer, body: Buffer, more = 0): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(method);
  head.writeUInt16BE(body.length + more, 2);
  return Buffer.concat([head, COOKIE, id, body]);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
}

function xored(address: string, id: Buffer): Buffer {
  const bytes = bytesOfAddress(address);
  const mask = Buffer.concat([COOKIE, id]);
  const head = Buffer.from([0, bytes.length === 4 ? FAMILY[4] : FAMILY[6], 0, 0]);
  head.writeUInt16BE(PORT ^ mask.readUInt16BE(0), 2);
  return Buffer.concat([head, bytes.map((byte, index) => byte ^ (mask[index] ?? 0))]);
}

function read(answer: Buffer): Answer {
  const attributes = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= answer.length;) {
    const length = answer.readUInt16BE(at + 2);
    attributes.set(answer.readUInt16BE(at), answer.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  const error = attributes.get(ATTRIBUTE.errorCode);
  return { outcome: error === undefined ? 0 : (error[2] ?? 0) * 100 + (error[3] ?? 0), attributes };
}
