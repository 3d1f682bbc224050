import type { Control } from "./control/control.ts";
import type { Bills } from "./fleet/bills.ts";
import type { Fleet } from "./fleet/fleet.ts";
import type { Traffic } from "./fleet/traffic.ts";
import type { Trail } from "./fleet/trail.ts";

/** What one running simulator is made of. */
export interface Simulation {
  fleet: Fleet;
  traffic: Traffic;
  bills: Bills;
  trail: Trail;
  control: Control;
  /** The simulator's clock, milliseconds. */
  now(): number;
}
