/**
 * Who the visitor is: the token of this browser, and what his site says about him. Both come and go while the client lives.
 *
 *   nobody ──start──▶ anonymous ──identify──▶ identified ──(the site vouches anew)──▶ identified
 *      ▲                  │                       │
 *      └──────────────────┴── logout, here or in another tab; the site says that nobody is signed in ──┘
 *
 * An anonymous one who is identified is another person from then on: nothing of his is handed over.
 */
import type { StartedView } from '@parley/api/contract/views';
import type { ClientCore } from '../client-core.ts';
import { untilAnswered } from '../connection/until-answered.ts';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import type { Identity, PersonChange, StartedVisitor, StartInput } from '../types.ts';
import { KeptPerson, type Person } from './kept-person.ts';
import { Refresh } from './refresh.ts';
import type { Tabs } from './tabs.ts';

const DAY_MS = 24 * 60 * 60_000;
const REFUSED = new Set<string>(['UNAUTHENTICATED', 'IDENTITY_EXPIRED']);
/** With these the server has forgotten the token by itself. */
const FORGOTTEN = new Set<string>(['UNAUTHENTICATED', 'IDENTITY_EXPIRED', 'BLOCKED', 'FORBIDDEN', 'NOT_FOUND']);

export interface PersonOptions {
  core: ClientCore;
  projectKey: string;
  tabs: Tabs;
  onChange: (why: PersonChange) => void;
}

export class VisitorPerson {
  readonly #options: PersonOptions;
  readonly #kept: KeptPerson;
  readonly #identityTime: Refresh;
  readonly #tokenTime: Refresh;
  #token: string | null = null;
  #identity: Identity | null = null;
  /** As whom the server has let us in. */
  #person: Person | null = null;
  /** Tokens that the server did not know since it let us in last. */
  readonly #refused = new Set<string>();
  /** Tokens that another has taken the place of. A line that was opened with one answers with it as long as it lasts. */
  readonly #replaced = new Set<string>();
  /** Grows when he goes. */
  #epoch = 0;

  constructor(options: PersonOptions) {
    const { core, tabs } = options;
    this.#options = options;
    this.#kept = new KeptPerson(core.storage);
    this.#identityTime = new Refresh(core.patience.clock);
    this.#tokenTime = new Refresh(core.patience.clock);
    tabs.onTold((word) => void (word === 'loggedOut' ? this.#leaveToo() : this.look()));
    // A page that comes back from the back/forward cache has heard no word.
    const stopLooking = core.network.onHint((hint) => hint === 'visible' && void this.look());
    core.closing.addEventListener('abort', () => {
      this.#stopTimers();
      stopLooking();
      tabs.close();
    });
  }

  get token(): string | null {
    return this.#token;
  }

  setIdentity(identity: Identity): void {
    this.#identity = identity;
  }

  /** Comes in as whom the site names, else as whom this browser remembers, else as somebody new. */
  async enter(input: StartInput): Promise<StartedVisitor> {
    const epoch = this.#epoch;
    const [token, before] = [this.#token ?? (await this.#kept.token()), this.#person ?? (await this.#kept.person())];
    const asked = this.#identity;
    const identity = await this.#askSite();
    this.#stay(epoch);
    // Meanwhile it has named somebody else.
    if (asked !== this.#identity) return this.enter(input);
    this.#token ??= token;
    // The site knows that nobody is signed in: whoever was is not let in by what this browser remembers.
    const isGone = identity === null && this.#identity !== null && before?.verified === true;
    if (isGone) {
      await this.logOut();
      return this.enter(input);
    }
    const answer = await this.#request(input, identity);
    this.#stay(epoch);
    return this.#settle(answer, before);
  }

  /**
   * The server does not know the token. Another tab may have got the next one, or this one before a crash; the site may
   * vouch for him anew. @returns whether there is something to try
   */
  async recover(): Promise<boolean> {
    const refused = this.#token;
    if (refused === null) return false;
    const { closing } = this.#options.core;
    const epoch = this.#epoch;
    this.#refused.add(refused);
    if (await this.#takeStored([await this.#kept.token(), await this.#kept.nextToken()])) return true;
    if (epoch !== this.#epoch) return false;
    if (this.#person === null) {
      // At the start: as somebody new, or as whom the site names. What is stored goes when that works.
      this.#token = null;
      return true;
    }
    const before = this.#person;
    const answer = await this.#identifyAnew();
    // Who has logged out meanwhile, or only closed the page, has not been refused by his site.
    if (epoch !== this.#epoch || closing.aborted) return false;
    // Of an anonymous one the token stays until there is a new visitor: a server may be wrong about its projects for a while.
    if (answer !== null) {
      await this.#settle(answer, before);
      return true;
    }
    await (before.verified ? this.#forget() : this.#forgetHere());
    this.#tell('ended');
    return false;
  }

  /** As a guest: by the token of before nobody is let in. @returns null when the site does not vouch for him any more */
  async #identifyAnew(): Promise<StartedView | null> {
    const { core, projectKey } = this.#options;
    const { patience, closing } = core;
    const identity = await untilAnswered(() => this.#askSite(), patience, closing);
    if (identity === null) return null;
    const ask = () => core.askAs({ projectKey }, (api) => api.visitor.identify.mutate({ token: identity }));
    // What the server refuses for good is as good as none.
    return untilAnswered(ask, patience, closing).catch(() => null);
  }

  /** What is stored may be another token of his, or of somebody else by now. */
  async look(): Promise<void> {
    if (this.#person !== null) await this.#takeStored([await this.#kept.token()]);
  }

  /** @returns whether one of them is his, or whoever's before he is anybody, and has not had its time */
  async #takeStored(tokens: readonly (string | null)[]): Promise<boolean> {
    const stored = await this.#kept.person();
    const own = this.#person;
    const token = tokens.find((each) => each !== null && !this.#isPast(each)) ?? null;
    // A storage that fails says nothing of who is there; and he may have logged out while it was read.
    if (token === null || token === this.#token || this.#token === null) return false;
    if (own === null || stored === null || stored.id === own.id) {
      this.#take(token);
      return true;
    }
    // Two anonymous ones were made at once: each tab goes on with its own.
    if (!stored.verified && !own.verified) return false;
    await this.#forgetHere();
    this.#tell('elsewhere');
    return false;
  }

  #isPast(token: string): boolean {
    return this.#refused.has(token) || this.#replaced.has(token);
  }

  #take(token: string): void {
    if (this.#token !== null && this.#token !== token) this.#replaced.add(this.#token);
    this.#token = token;
  }

  /** Nothing is left for the next one at this computer; then the server is told, as soon as it can be. */
  async logOut(): Promise<void> {
    const token = this.#token ?? (await this.#kept.token());
    await this.#forget();
    // Before anybody closes this client for it.
    this.#options.tabs.tell('loggedOut');
    this.#tell('loggedOut');
    await this.#tellServer(token);
  }

  /** Another tab has, and has emptied what we share; whoever comes next may have stored something by now. */
  async #leaveToo(): Promise<void> {
    const token = this.#token;
    const dropped = this.#forgetHere();
    if (token !== null && token === (await this.#kept.token())) await this.#kept.forget();
    await dropped;
    this.#tell('elsewhere');
    await this.#tellServer(token);
  }

  /** Without a word to the server. */
  async forget(): Promise<void> {
    await this.#forget();
    this.#tell('loggedOut');
  }

  /** Whoever has logged out meanwhile is not let in again by what was under way. @throws ParleyError CLOSED */
  #stay(epoch: number): void {
    if (epoch !== this.#epoch) throw new ParleyError('CLOSED', { message: 'another person' });
  }

  async #askSite(): Promise<string | null> {
    const identity = this.#identity;
    if (identity === null) return null;
    return 'token' in identity ? identity.token : identity.getToken();
  }

  async #request(input: StartInput, identity: string | null): Promise<StartedView> {
    const { core } = this.#options;
    const ask = () =>
      identity === null
        ? core.api.visitor.start.mutate(input)
        : core.api.visitor.identify.mutate({ ...input, token: identity });
    const token = this.#token;
    try {
      return await untilAnswered(ask, core.patience, core.closing);
    } catch (cause) {
      const { code } = parleyErrorOf(cause);
      // Where no socket tells that the token is refused, the call does.
      if (!REFUSED.has(code) || token === null || !(await this.#tryOther(token))) throw parleyErrorOf(cause);
      core.renew();
      return untilAnswered(ask, core.patience, core.closing);
    }
  }

  async #tryOther(refused: string): Promise<boolean> {
    return this.#token !== refused || this.recover();
  }

  async #settle(answer: StartedView, before: Person | null): Promise<StartedVisitor> {
    const { core, tabs, onChange } = this.#options;
    const { visitor, visitorToken, project, conversation, verifiedForMs = null, renew = false } = answer;
    const epoch = this.#epoch;
    const isOther = before !== null && before.id !== visitor.id;
    const isShown = this.#person !== null;
    const old = this.#token;
    const token = old !== null && this.#replaced.has(visitorToken) ? old : visitorToken;
    const person = { id: visitor.id, verified: verifiedForMs !== null };
    this.#person = person;
    this.#take(token);
    this.#refused.clear();
    if (verifiedForMs === null) this.#identityTime.stop();
    else this.#identityTime.before(verifiedForMs, () => this.#vouchAnew());
    this.#tokenTime.before(renew ? 0 : DAY_MS, () => this.#renewToken());
    const dropped = isOther && core.outbox.forget();
    // At once: the server closes the line of the old token, and nothing is to be recovered.
    if (old !== null && old !== token) core.renew();
    await dropped;
    this.#stay(epoch);
    if (isOther) await this.#kept.forget();
    // What a logout has left empty stays empty.
    this.#stay(epoch);
    // A token that another tab has changed meanwhile is not put back.
    if (old !== token || isOther || before === null) {
      await this.#kept.keep(token, person);
      tabs.tell('changed');
    }
    await core.outbox.resume();
    this.#stay(epoch);
    if (isOther && isShown) onChange('identified');
    return { visitor, project, conversation, isOther };
  }

  async #vouchAnew(): Promise<void> {
    const [epoch, asked] = [this.#epoch, this.#identity];
    // The site may name somebody else while it is asked, and so may he log out.
    const isStill = () => epoch === this.#epoch && asked === this.#identity;
    if (asked === null || 'token' in asked) return;
    const identity = await this.#askSite();
    if (!isStill()) return;
    if (identity === null) return this.logOut();
    const answer = await this.#options.core.api.visitor.identify.mutate({ token: identity });
    if (isStill()) await this.#settle(answer, this.#person);
  }

  /** The old token is good until the new one is said to be kept: whatever breaks on the way, one of the two opens the door. */
  async #renewToken(): Promise<void> {
    const { core, tabs } = this.#options;
    const [epoch, old] = [this.#epoch, this.#token];
    const { visitorToken } = await core.api.visitor.renewToken.mutate();
    if (epoch !== this.#epoch || core.closing.aborted) return;
    this.#tokenTime.before(DAY_MS, () => this.#renewToken());
    // Another tab has been given one.
    if (visitorToken === null || old === null || old !== (await this.#kept.token()) || epoch !== this.#epoch) return;
    await this.#kept.offer(visitorToken);
    await untilAnswered(() => core.api.visitor.keepToken.mutate({ visitorToken }), core.patience, core.closing);
    if (this.#token !== old) return;
    this.#take(visitorToken);
    // Another tab may have stored another person's; and who has logged out meanwhile leaves no token.
    if (old !== (await this.#kept.token()) || epoch !== this.#epoch) return;
    await this.#kept.promote(visitorToken);
    tabs.tell('changed');
  }

  /** Outlives `close()`. */
  async #tellServer(visitorToken: string | null): Promise<void> {
    if (visitorToken === null) return;
    const { core, projectKey } = this.#options;
    const ask = () => core.askAs({ projectKey, visitorToken }, (api) => api.visitor.logout.mutate());
    await untilAnswered(ask, core.patience).catch((cause: unknown) => {
      if (!FORGOTTEN.has(parleyErrorOf(cause).code)) throw cause;
    });
  }

  async #forget(): Promise<void> {
    await this.#forgetHere();
    await this.#kept.forget();
    await this.#options.core.outbox.forget();
  }

  /** What is stored is another's, or may still be good; but for what this tab had written there. */
  #forgetHere(): Promise<void> {
    this.#stopTimers();
    this.#epoch += 1;
    this.#token = null;
    this.#person = null;
    this.#identity = null;
    return this.#options.core.outbox.drop();
  }

  #tell(why: PersonChange): void {
    // The connection that the server has just refused is closed by whoever asked for another token.
    if (why !== 'ended') this.#options.core.renew();
    this.#options.onChange(why);
  }

  #stopTimers(): void {
    this.#identityTime.stop();
    this.#tokenTime.stop();
  }
}
