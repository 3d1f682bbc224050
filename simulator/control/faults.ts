import { fold, hashString, unit } from "../fleet/hash.ts";

/** What goes wrong with a call. */
export type FaultKind = "throttle" | "error" | "html" | "cut" | "expired" | "denied";

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

/** The faults that are switched on. Random ones follow a seed, so that a run can be repeated. */
export class Faults {
  seed = 1;
  readonly #rules = new Map<number, FaultRule & { left: number }>();
  #nextId = 1;
  #draws = 0;

  /** Switches a fault on; the id switches it off again. */
  add(rule: FaultRule): number {
    const id = this.#nextId++;
    this.#rules.set(id, { ...rule, left: rule.times ?? Number.POSITIVE_INFINITY });
    return id;
  }

  remove(id: number): boolean {
    return this.#rules.delete(id);
  }

  clear(): void {
    this.#rules.clear();
  }

  /** What happens to this call: how long it waits and what it ends with, if anything. */
  draw(call: FaultCall): { kind: FaultKind | undefined; delayMs: number } {
    let delayMs = 0;
    for (const rule of this.#rules.values()) {
      if (!applies(rule, call) || rule.left <= 0) continue;
      if (rule.rate !== undefined && unit(fold(hashString("fault", this.seed), this.#draws++)) >= rule.rate)
        continue;
      rule.left -= 1;
      delayMs += rule.delayMs ?? 0;
      if (rule.kind !== undefined) return { kind: rule.kind, delayMs };
    }
    return { kind: undefined, delayMs };
  }
}

function applies(rule: FaultRule, call: FaultCall): boolean {
  return (["accountId", "region", "service", "action", "page"] as const).every(
    (field) => rule[field] === undefined || rule[field] === call[field],
  );
}
