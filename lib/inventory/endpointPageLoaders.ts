import { toProblem } from "../api/problem.ts";
import { database } from "../db/pool.ts";
import { loadDiagnosis } from "../diagnosis/loaders.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { endpointMetrics } from "../metrics/data.ts";
import { endpointProbes } from "../probes/data.ts";
import { loadEndpointEvidence } from "./endpointEvidence.ts";
import type { EndpointPage } from "./endpointPageSchema.ts";
import { type RangeState, resolveRange } from "./endpointRange.ts";
import { requireEndpoint } from "./loaders.ts";
import { endpointOtherSide } from "./otherSide/data.ts";
import { serviceTitles } from "./serviceTitles.ts";

/** Everything that the page of one endpoint shows; undefined for an id that no run has seen. */
export async function loadEndpointPage(id: string, range: RangeState): Promise<EndpointPage | undefined> {
  try {
    const endpoint = await requireEndpoint(id);
    const { serviceName } = endpoint;
    const [titles, otherSide, traffic, probes, diagnosis, evidence] = await Promise.all([
      serviceTitles(serviceName === null ? [] : [serviceName]),
      endpointOtherSide(endpoint),
      loadTraffic(endpoint.vpcEndpointId, range),
      endpointProbes((await database()).pool, endpoint, currentTime()),
      loadDiagnosis(endpoint.vpcEndpointId),
      loadEndpointEvidence(endpoint),
    ]);
    return {
      endpoint,
      serviceTitle: titles.get(serviceName ?? "") ?? null,
      otherSide: otherSide ?? null,
      ...traffic,
      probes,
      diagnosis,
      evidence,
    };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

// A range that cannot be is no reason to hide the endpoint.
async function loadTraffic(
  vpcEndpointId: string,
  range: RangeState,
): Promise<Pick<EndpointPage, "metrics" | "metricsProblem">> {
  try {
    const { from, to } = resolveRange(range, currentTime());
    return { metrics: await endpointMetrics({ vpcEndpointId, from, to }), metricsProblem: null };
  } catch (error) {
    const problem = toProblem(error, `/endpoints/${vpcEndpointId}`);
    if (problem?.status !== 400) throw error;
    return { metrics: null, metricsProblem: problem };
  }
}
