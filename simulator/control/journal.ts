import { type Actor, person } from "../fleet/actors.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Trail } from "../fleet/trail.ts";
import type { TrailCall } from "../fleet/trail-calls.ts";
import type { Clock } from "./clock.ts";

/** Who made a change by hand, and when CloudTrail tells of it; somebody of the team, and at once, when left out. */
export interface By {
  roleName?: string;
  sessionName?: string;
  /** Milliseconds from the change until a lookup can see it. */
  lateMs?: number;
}

/** Writes what is changed by hand into the history, as the calls that would have changed it. */
export class Journal {
  readonly #fleet: Fleet;
  readonly #trail: Trail;
  readonly #clock: Clock;
  #changes = 0;

  constructor(fleet: Fleet, trail: Trail, clock: Clock) {
    this.#fleet = fleet;
    this.#trail = trail;
    this.#clock = clock;
  }

  /** Writes a call down; `id` is what it is about, `about` the event of the schedule whose place it takes. */
  record(id: string, call: TrailCall, by: By = {}, about?: string): void {
    const account = this.#fleet.account(call.accountId);
    if (!account) return;
    const key = `hand/${this.#changes++}/${id}`;
    const usual = person(account, id);
    const actor: Actor = {
      ...usual,
      roleName: by.roleName ?? usual.roleName,
      sessionName: by.sessionName ?? usual.sessionName,
    };
    this.#trail.record({ ...call, key, at: this.#clock.now(), actor, lateMs: by.lateMs }, about);
  }
}
