import type { Control } from "./control.ts";
import type { Fleet } from "./fleet/fleet.ts";

/** What one running simulator is made of. */
export interface Simulation {
  fleet: Fleet;
  control: Control;
  /** The simulator's clock, milliseconds. */
  now(): number;
}
