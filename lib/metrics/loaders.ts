import { readParameters } from "../api/parameters.ts";
import { readPathId } from "../api/pathId.ts";
import { parseChoice } from "../api/values.ts";
import { endpointMetrics } from "./data.ts";
import { type EndpointMetrics, resolutionNames } from "./schema.ts";

const resolutionWords = [...resolutionNames, "auto"] as const;

/** The traffic of a path's endpoint. Throws NotFoundError, or InvalidInputError naming the parameter. */
export async function loadEndpointMetrics(id: string, parameters: URLSearchParams): Promise<EndpointMetrics> {
  const { resolution, ...range } = readParameters(parameters, ["from", "to", "resolution"]);
  return endpointMetrics({
    vpcEndpointId: readPathId(id),
    ...range,
    ...(resolution !== undefined && { resolution: parseChoice("resolution", resolution, resolutionWords) }),
  });
}
