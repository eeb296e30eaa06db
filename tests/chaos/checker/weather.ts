import type { Fault } from '../history/history.ts';

export interface Storm {
  fault: string;
  begin: number;
  /** Infinity: never. */
  heal: number;
  losesTail: boolean;
  /** Delivery must be on time all the same. */
  onTime: boolean;
  /** The only one that is touched; null: all are. */
  client: string | null;
}

/** An answer that was on its way when all was healed is heard after that. */
const IN_FLIGHT_MS = 5_000;

/** When something was wrong, and what that excuses. */
export class Weather {
  readonly storms: Storm[] = [];
  readonly #open = new Map<string, Storm[]>();
  readonly #spells = new Map<string, Spell[]>();

  take({ at, fault, phase, losesTail = false, onTime = false, client }: Fault): void {
    const key = `${client ?? ''} ${fault}`;
    const open = this.#open.get(key) ?? [];
    this.#open.set(key, open);
    if (phase === 'begin') {
      const storm = { fault, begin: at, heal: Infinity, losesTail, onTime, client: client ?? null };
      this.storms.push(storm);
      open.push(storm);
      return;
    }
    const storm = open.shift();
    if (storm === undefined) throw new Error(`${fault} heals at ${at} and has not begun`);
    storm.heal = at;
    storm.losesTail ||= losesTail;
  }

  /** The loss, if any, that what was heard at that moment may be a part of. What was heard before it began is on the standby. */
  lossAt(at: number): Storm | null {
    const loss = this.lastLoss(at);
    return loss !== undefined && at <= this.#heardUntil(loss) ? loss : null;
  }

  /** The last one that had begun by then: until the next one there is one log. */
  lastLoss(at: number): Storm | undefined {
    return this.storms.findLast(({ losesTail, begin }) => losesTail && begin <= at);
  }

  /** May what was there within that time have been lost by its end? */
  lossBetween(from: number, to: number): boolean {
    return this.storms.some((storm) => storm.losesTail && storm.begin <= to && this.#heardUntil(storm) >= from);
  }

  /** What the old primary has said waits behind held lines and stopped nodes, too. */
  #heardUntil({ begin, heal }: Storm): number {
    const spell = this.#spellsOf('').find((each) => each.begin <= begin && each.heal >= heal);
    return (spell?.heal ?? heal) + IN_FLIGHT_MS;
  }

  /** Is there, within that time, anything that may delay what reaches this client, or `graceMs` after its end? */
  disturbed(client: string, from: number, to: number, graceMs: number): boolean {
    const spells = this.#spellsOf(client);
    const last = spells[countWhile(spells, ({ begin }) => begin <= to) - 1];
    return last !== undefined && last.heal + graceMs > from;
  }

  /** The last time that all was well again, before `at`; -Infinity for none. */
  lastHeal(client: string, at: number): number {
    const spells = this.#spellsOf(client);
    return spells[countWhile(spells, ({ heal }) => heal <= at) - 1]?.heal ?? -Infinity;
  }

  /** Storms that overlap are one spell, so begins and heals both ascend. */
  #spellsOf(client: string): Spell[] {
    const known = this.#spells.get(client);
    if (known !== undefined) return known;
    const spells: Spell[] = [];
    const touching = this.storms.filter((storm) => !storm.onTime && (storm.client ?? client) === client);
    for (const { begin, heal } of touching.toSorted((a, b) => a.begin - b.begin)) {
      const last = spells.at(-1);
      if (last !== undefined && begin <= last.heal) last.heal = Math.max(last.heal, heal);
      else spells.push({ begin, heal });
    }
    this.#spells.set(client, spells);
    return spells;
  }
}

interface Spell {
  begin: number;
  heal: number;
}

function countWhile(spells: readonly Spell[], holds: (spell: Spell) => boolean): number {
  let low = 0;
  let high = spells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const spell = spells[middle];
    if (spell !== undefined && holds(spell)) low = middle + 1;
    else high = middle;
  }
  return low;
}
