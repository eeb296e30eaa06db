/** The visitor's end: a project's key, a token that is kept, one conversation after another. */
import { ClientCore, type ClientBase, type CoreOptions } from './client-core.ts';
import { untilAnswered } from './connection/until-answered.ts';
import type { Identity, PersonChange, StartedVisitor, StartInput } from './types.ts';
import { Listeners } from './store.ts';
import { noTabs, type Tabs } from './visitor/tabs.ts';
import { VisitorPerson } from './visitor/visitor-person.ts';

export interface VisitorClientOptions extends CoreOptions {
  /** Public; stands in the page's source. */
  projectKey: string;
  /** What the site says about its visitor, if it knows already: `start` comes in as him. */
  identity?: Identity;
  /** To be told, and to tell, that the person is another one: `browserTabs(name)`. Without it each client is by itself. */
  tabs?: Tabs;
}

export interface VisitorClient extends ClientBase {
  /**
   * Comes back as the visitor that this storage knows, or as a new one. Call it, or `identify`, before anything else.
   * @throws ParleyError UNAUTHENTICATED for an unknown project, FORBIDDEN for a site that is not allowed and for a visitor who is
   * blocked
   */
  start(input?: StartInput): Promise<StartedVisitor>;
  /**
   * Comes in as the person that the site has signed; he has the same conversations on each device. Whoever was here before is
   * another person, whose unsent messages are dropped: close his threads and calls.
   * @throws ParleyError as `start`, IDENTITY_INVALID, IDENTITY_EXPIRED; whatever `getToken` rejects with
   */
  identify(identity: Identity, input?: StartInput): Promise<StartedVisitor>;
  /**
   * Leaves nothing on this device, tells other tabs, then the server. The storage is empty when `onPerson` is told; the promise resolves
   * when the server knows, also after `close()`.
   */
  logout(): Promise<void>;
  /** The person behind this client is another one: close his threads and calls, then `start`. @returns a function that ends the listening */
  onPerson(listener: (why: PersonChange) => void): () => void;
  /** The visitor's open conversation, or a new one; its id. */
  openConversation(): Promise<string>;
  /** Drops the token and all that is stored, without a word to the server; the next `start` makes a new visitor. */
  forget(): Promise<void>;
}

export function createVisitorClient(options: VisitorClientOptions): VisitorClient {
  const changes = new Listeners<PersonChange>();
  const { projectKey, tabs = noTabs } = options;
  const core: ClientCore = new ClientCore({
    ...options,
    side: 'visitor',
    credentials: () => ({ projectKey, ...(person.token === null ? {} : { visitorToken: person.token }) }),
    recover: () => person.recover(),
    operatorId: () => Promise.reject(new Error('a visitor has no operator id')),
  });
  const person: VisitorPerson = new VisitorPerson({
    core,
    projectKey,
    tabs,
    onChange: (why) => changes.tell(why),
  });

  if (options.identity !== undefined) person.setIdentity(options.identity);

  /** One after the other: two at once would make two visitors. */
  let entering: Promise<unknown> = Promise.resolve();
  function enter(input: StartInput): Promise<StartedVisitor> {
    const entered = entering.then(() => person.enter(input));
    entering = entered.catch(() => undefined);
    return entered;
  }

  return Object.assign(core.base(), {
    start: (input: StartInput = {}) => enter(input),
    identify: (identity: Identity, input: StartInput = {}) => {
      person.setIdentity(identity);
      return enter(input);
    },
    logout: () => person.logOut(),
    forget: () => person.forget(),
    onPerson: changes.add,
    openConversation: async () => {
      const open = () => core.api.conversation.open.mutate();
      return (await untilAnswered(open, core.patience, core.closing)).id;
    },
  });
}
