import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { log } from "../log.ts";
import { watchEndpoint } from "./mutations.ts";

/** Notes that somebody looks at an endpoint's page. Never throws: the page does not depend on it. */
export async function noteWatched(vpcEndpointId: string): Promise<void> {
  try {
    const { pool } = await database();
    await watchEndpoint(pool, vpcEndpointId, currentTime());
  } catch (error) {
    log.warn({ err: error, vpcEndpointId }, "that an endpoint is looked at could not be noted");
  }
}
