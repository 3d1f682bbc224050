/** What CloudTrail keeps of an account and region: the fleet's own schedule, and what was changed by hand. */
import type { Actor } from "./actors.ts";
import type { Fleet } from "./fleet.ts";
import { hashString } from "./hash.ts";
import { endpointEvents, failedCreations, noise, serviceEvents } from "./trail-schedule.ts";

/** One call, successful or not. Its parameters are put together when somebody reads them. */
export interface TrailEvent {
  /** Unique within the fleet; ids derive from it. */
  key: string;
  /** Milliseconds. */
  at: number;
  name: string;
  accountId: string;
  region: string;
  actor: Actor;
  resources: readonly { type: string; name: string }[];
  request: () => Record<string, unknown>;
  response: () => Record<string, unknown> | null;
  error?: { code: string; message: string };
  /** Recorded through the control side: readable so many milliseconds later, whatever the others take. */
  lateMs?: number;
}

const MINUTE = 60_000;
const KEPT_DAYS = 90;
/** Events become readable after one to so many minutes, not always in the order they happened. */
const SLOWEST_MINUTES = 10;
const KEPT_LISTS = 16;

export class Trail {
  readonly #fleet: Fleet;
  readonly #journal: TrailEvent[] = [];
  /** Endpoints whose creation or deletion stands in the journal, not in the schedule. */
  readonly #byHand = new Set<string>();
  readonly #lists = new Map<string, TrailEvent[]>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Adds what was done by hand. `about` takes the place of the scheduled `name/endpoint id`. */
  record(event: TrailEvent, about?: string): void {
    this.#journal.push(event);
    if (about !== undefined) this.#byHand.add(about);
    this.#lists.clear();
  }

  /** Readable events of the last 90 days at `now`, newest first. */
  events(accountId: string, region: string, now: number): readonly TrailEvent[] {
    const minute = Math.floor(now / MINUTE);
    const key = `${accountId}/${region}/${minute}`;
    let list = this.#lists.get(key);
    if (!list) {
      if (this.#lists.size >= KEPT_LISTS) this.#lists.delete(this.#lists.keys().next().value as string);
      list = this.#collect(accountId, region, minute * MINUTE);
      this.#lists.set(key, list);
    }
    return list;
  }

  #collect(accountId: string, region: string, now: number): TrailEvent[] {
    const account = this.#fleet.account(accountId);
    if (!account) return [];
    const span = { from: now - KEPT_DAYS * 1440 * MINUTE, to: now };
    const found: TrailEvent[] = [];
    const scope = { fleet: this.#fleet, account, region, ...span };
    for (const source of [endpointEvents, serviceEvents, failedCreations, noise]) {
      for (const event of source(scope)) {
        if (event.at < span.from || event.at + deliveryDelay(event.key) > now) continue;
        if (!this.#byHand.has(event.key)) found.push(event);
      }
    }
    for (const event of this.#journal) {
      const here = event.accountId === accountId && event.region === region;
      const readable = event.at + (event.lateMs ?? 0) <= now + MINUTE;
      if (here && event.at >= span.from && readable) found.push(event);
    }
    return found.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));
  }
}

/** Milliseconds from an event to the first lookup that sees it. */
function deliveryDelay(key: string): number {
  return (1 + ((hashString(`delivery/${key}`) >>> 0) % SLOWEST_MINUTES)) * MINUTE;
}
