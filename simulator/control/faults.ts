import { fold, hashString, unit } from "../fleet/hash.ts";

/** What goes wrong with a call. `token`: the page token has expired meanwhile; first pages have none. */
export type FaultKind = "throttle" | "error" | "html" | "cut" | "expired" | "denied" | "token";

/** Which calls a fault hits; everything left out matches. */
export interface FaultRule {
  kind?: FaultKind;
  accountId?: string;
  region?: string;
  service?: string;
  action?: string;
  /** Hits only this page of a listing, the first being 1. */
  page?: number;
  /** Share of the matching calls that are hit; all when absent. */
  rate?: number;
  /** Lets so many matching calls through first. */
  after?: number;
  /** Hits so many calls, then never again. */
  times?: number;
  /** Answers so many milliseconds later; without a kind, that is all. */
  delayMs?: number;
}

export interface FaultCall {
  accountId: string;
  region: string;
  service: string;
  action: string;
  page: number;
}

/**
 * The faults that are switched on. Random ones follow a seed, and what the call is rather than when it comes: the
 * n-th call of an action by an account meets the same fate however the calls of others fall in between.
 */
export class Faults {
  seed = 1;
  /** How many calls met each of them, ever. */
  readonly struck = new Map<FaultKind, number>();
  readonly #rules = new Map<number, FaultRule & { let: number; left: number }>();
  readonly #draws = new Map<string, number>();
  #nextId = 1;

  /** Switches a fault on; the id switches it off again. */
  add(rule: FaultRule): number {
    const id = this.#nextId++;
    this.#rules.set(id, { ...rule, let: rule.after ?? 0, left: rule.times ?? Number.POSITIVE_INFINITY });
    return id;
  }

  remove(id: number): boolean {
    return this.#rules.delete(id);
  }

  clear(): void {
    this.#rules.clear();
    this.#draws.clear();
  }

  /** What happens to this call: how long it waits and what it ends with, if anything. */
  draw(call: FaultCall): { kind: FaultKind | undefined; delayMs: number } {
    let delayMs = 0;
    for (const [id, rule] of this.#rules) {
      if (!applies(rule, call) || rule.left <= 0 || rule.let-- > 0) continue;
      if (rule.rate !== undefined && this.#chance(id, call) >= rule.rate) continue;
      rule.left -= 1;
      delayMs += rule.delayMs ?? 0;
      if (rule.kind === undefined) continue;
      this.struck.set(rule.kind, (this.struck.get(rule.kind) ?? 0) + 1);
      return { kind: rule.kind, delayMs };
    }
    return { kind: undefined, delayMs };
  }

  /** A number in [0, 1) for the next call of this kind. */
  #chance(id: number, { accountId, region, service, action }: FaultCall): number {
    const key = `${id}/${accountId}/${region}/${service}/${action}`;
    const draw = this.#draws.get(key) ?? 0;
    this.#draws.set(key, draw + 1);
    return unit(fold(hashString(key, this.seed), draw));
  }
}

function applies(rule: FaultRule, call: FaultCall): boolean {
  if (rule.kind === "token" && call.page === 1) return false;
  return (["accountId", "region", "service", "action", "page"] as const).every(
    (field) => rule[field] === undefined || rule[field] === call[field],
  );
}
