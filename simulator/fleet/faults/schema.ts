import type { Planted } from "../types.ts";
import type { World } from "./world.ts";

/** What planting a fault tells; what is left out follows from `resourceId`. */
export type Told = Pick<Planted, "resourceId" | "sentence"> &
  Partial<Pick<Planted, "azIds" | "since" | "foundOn" | "implied" | "impliedOn">>;

/** One way to put a fleet out of order that one check has to find. */
export interface Fault {
  /** Id of the check, as the playbook names it. */
  check: string;
  /** What has to be sound for it, with everything that belongs to it; an endpoint when absent. */
  needs?: "service" | "vpc";
  /** Changes the fleet and tells what; undefined, and nothing changed, where no resource fits that is still sound. */
  plant(world: World): Told | undefined;
}

/** What everybody who calls through a broken path may see. */
export const CALLS_HANG = [
  "probe-connect-failing",
  "probe-latency-high",
  "error-rate-high",
  "endpoint-resets",
  "flow-log-rejects",
] as const;

/** What stands still may look unused, and cost another amount than it did. */
export const GOES_SILENT = ["idle-endpoint", "idle-az", "idle-service", "cost-anomaly"] as const;
