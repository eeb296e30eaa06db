import type { ConnectionParams } from '@parley/api/contract/inputs';
import { v7 as uuidv7 } from 'uuid';
import { overHttp } from '../../support/api-client.ts';
import { createProject, registerOperator, signIn, visit } from '../../support/people.ts';
import { Line } from '../../transport/line.ts';
import type { Known } from './make.ts';

export const ROLES = ['anonymous', 'guest', 'visitor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

type ComeBack = Record<'operator' | 'visitor', () => Promise<ConnectionParams>>;

/** Those in whose names the fuzzer speaks, each with a socket that is opened again whenever it was closed. */
export class Crew implements AsyncDisposable {
  readonly url: string;
  /** Ids of what is theirs and of what is somebody else's, by the field that asks for them. */
  readonly known: Known;
  readonly #params: Record<Role, ConnectionParams>;
  readonly #comeBack: ComeBack;
  readonly #lines = new Map<Role, Line>();

  private constructor(url: string, known: Known, params: Record<Role, ConnectionParams>, comeBack: ComeBack) {
    this.url = url;
    this.known = known;
    this.#params = params;
    this.#comeBack = comeBack;
  }

  static async assemble(url: string): Promise<Crew> {
    const operator = await registerOperator(url, 'Fuzz');
    const project = await createProject(url, operator);
    const visitor = await visit(url, project.key);
    const stranger = await registerOperator(url, 'Otto');
    const elsewhere = await createProject(url, stranger);
    const foreign = await visit(url, elsewhere.key);
    const ours = Array.from({ length: 3 }, () => uuidv7());
    const known = new Map([
      ['projectId', [project.id, elsewhere.id]],
      ['conversationId', [visitor.conversationId, foreign.conversationId]],
      ['operatorId', [operator.me.id, stranger.me.id]],
      // Made by clients: the same few, so that calls meet calls.
      ...['callId', 'messageId', 'noteId', 'signalId'].map((name): [string, string[]] => [name, ours]),
    ]);
    const params: Record<Role, ConnectionParams> = {
      anonymous: {},
      guest: { projectKey: project.key },
      visitor: { ...visitor.params, deviceId: uuidv7() },
      operator: { ...operator.params, deviceId: uuidv7() },
    };
    const comeBack: ComeBack = {
      operator: async () => ({
        sessionToken: await signIn(url, operator).catch(() => successor(url, known)),
        deviceId: uuidv7(),
      }),
      visitor: async () => {
        const next = await visit(url, project.key);
        known.get('conversationId')?.push(next.conversationId);
        return { ...next.params, deviceId: uuidv7() };
      },
    };
    return new Crew(url, known, params, comeBack);
  }

  /** Also after a logout or a block, which the fuzzer calls as it calls everything. */
  async params(role: Role): Promise<ConnectionParams> {
    const params = this.#params[role];
    if (role !== 'operator' && role !== 'visitor') return params;
    const isLetIn = await overHttp(this.url, params)
      .health.query()
      .then(
        () => true,
        () => false,
      );
    // There are limits to how many may come; until there is room again, he is refused as he is.
    return isLetIn ? params : (this.#params[role] = await this.#comeBack[role]().catch(() => params));
  }

  async line(role: Role): Promise<Line> {
    const open = this.#lines.get(role);
    if (open?.socket.readyState === open?.socket.OPEN && open !== undefined) return open;
    const line = await Line.open(this.url, await this.params(role));
    this.#lines.set(role, line);
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line[Symbol.asyncDispose]()));
  }
}

/** The fuzzer guesses passwords, too: whoever is locked out by it is followed by another, with a project of his own. */
async function successor(url: string, known: Map<string, string[]>): Promise<string> {
  const operator = await registerOperator(url, 'Fuzz');
  const project = await createProject(url, operator);
  known.get('projectId')?.push(project.id);
  known.get('operatorId')?.push(operator.me.id);
  return operator.params.sessionToken;
}
