/**
 * How much of what is ordinary, and from whom. Each is above what an honest person, office or school comes to, since
 * past it even they have to wait; `RATE_LIMIT_FACTOR` raises all of them. What is counted is counted in this process: of
 * several nodes each has its own count, so a fleet takes at most that many times as much. Bounds of a single message or
 * socket, which no deployment changes, are `LIMITS` of the contract.
 *
 * A network is an IPv4 address or an IPv6 /64: one person, or everybody behind one NAT.
 */
export interface Rate {
  /** At once, after a time of quiet. */
  burst: number;
  /** From then on one in so many ms. */
  everyMs: number;
}

export const RATES = {
  /** An office that comes back at once after its line was down, each with some tabs; none for a flood. */
  handshakesByNetwork: { burst: 1_000, everyMs: 10 },
  /** Over HTTP, before anybody has asked the database who it is: an office whose proxy blocks WebSockets. */
  requestsByNetwork: { burst: 2_000, everyMs: 2 },
  /** Messages on one socket. A widget says some ten to begin with, then a few a second while a call connects. */
  visitorSays: { burst: 100, everyMs: 50 },
  /** An operator comes back with up to a hundred subscriptions and as many reads; bots answer many at once. */
  operatorSays: { burst: 400, everyMs: 20 },
  /** On one socket, of messages that were refused for coming too fast: who goes on in spite of the hint is cut. */
  ignoredHints: { burst: 100, everyMs: 1_000 },
  /** Twenty lines in one go, then thirty a minute: more than a person types. The outbox holds back the rest. */
  messagesByVisitor: { burst: 20, everyMs: 2_000 },
  /** Twenty photos of what is broken, then one in three minutes. */
  filesByVisitor: { burst: 20, everyMs: 180_000 },
  /** An operator has manuals and invoices to hand out; a program that fills the disk has more. */
  filesByOperator: { burst: 200, everyMs: 10_000 },
  /** Whoever makes a new visitor for each file: a class or an office's worth of photos. */
  filesByNetwork: { burst: 400, everyMs: 9_000 },
  /** Links come for fifty files at once, and are asked for anew while they are looked at. */
  fileLinksByPerson: { burst: 200, everyMs: 200 },
  /** Accounts of operators, by invitation or open to all: a team on its first day. Each costs a hash of its password. */
  accountsByNetwork: { burst: 30, everyMs: 60_000 },
  /** First visits. A class that opens the same page comes to some dozens, a carrier's NAT to hundreds an hour. */
  identitiesByNetwork: { burst: 200, everyMs: 18_000 },
  /** From however many networks: what a table grows by, 170,000 a day at the most. */
  identitiesByProject: { burst: 5_000, everyMs: 500 },
  /** One person from another browser: he has twenty at the most. Where nothing is stored each page is one. */
  identitiesBySubject: { burst: 30, everyMs: 20_000 },
  /** Each may make an operator look, so half as many as first visits: a whole office asks when a service is down. */
  conversationsByNetwork: { burst: 100, everyMs: 36_000 },
  /** Each rings on every operator's desk. Three tries, as when nobody is there or the line is bad, then one in 200 s. */
  callsByVisitor: { burst: 3, everyMs: 200_000 },
  /** Whoever makes a new visitor for each call: an office's worth of callers, then one in half a minute. */
  callsByNetwork: { burst: 20, everyMs: 30_000 },
  /** Of one side of a call: a screen shared, a line changed. Each costs the other side's browser far more than us. */
  offersByParty: { burst: 10, everyMs: 6_000 },
  /** A bad line asks anew for each of its restarts, ten in a call; more is somebody who relays for others. */
  relayCredentialsByVisitor: { burst: 30, everyMs: 120_000 },
  /** All that is known of a visitor, to take away; the link to it counts, and each download. Nobody has to answer more requests by hand. */
  exportsByOperator: { burst: 10, everyMs: 300_000 },
} as const satisfies Record<string, Rate>;
export type RateName = keyof typeof RATES;

/** How many may be open at the same time. */
export const CAPS = {
  /** Sockets and event streams. Idle ones cost 26 kB each; with all its desks and tabs a call centre comes to some hundreds. */
  linesByNetwork: 500,
  /** A person's tabs, twice over while they move to another node, and what a phone has left half open. */
  socketsByVisitor: 20,
  socketsBySession: 30,
  /** Where WebSockets are blocked each subscription is a stream of its own: two or three a tab, more for an operator. */
  streamsByVisitor: 60,
  streamsBySession: 200,
} as const satisfies Record<string, number>;
export type CapName = keyof typeof CAPS;
