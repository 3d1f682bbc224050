import { type ApiPart, pathParameter, problemsOfOne } from "../api/openapi/part.ts";
import { changeAttributionSchema, changeCandidateSchema, resourceChangeSchema } from "./changeSchema.ts";
import { connectionList } from "./connectionList.ts";
import { endpointList } from "./endpointList.ts";
import { loadBalancerList } from "./loadBalancerList.ts";
import { loadBalancerDetailSchema } from "./loadBalancerSchema.ts";
import { endpointDetailSchema, endpointNetworkInterfaceSchema, endpointProvenanceSchema } from "./schema.ts";
import { serviceList } from "./serviceList.ts";

/** `vpcEndpointId` in a path. */
export const endpointId = pathParameter("id", "vpcEndpointId", "vpce-0a1b2c3d4e5f60718");

export const inventoryApi: ApiPart = {
  name: "Inventory",
  description: "Endpoints, services, connections and load balancers, as AWS last said.",
  lists: [endpointList, serviceList, connectionList, loadBalancerList],
  paths: {
    "/api/v1/endpoints/{id}": {
      get: {
        summary: "One endpoint, also when it is gone",
        parameters: [endpointId],
        answer: endpointDetailSchema,
        problems: problemsOfOne,
      },
    },
    "/api/v1/load-balancers/{id}": {
      get: {
        summary: "One load balancer with its listeners, target groups and target health",
        parameters: [
          pathParameter(
            "id",
            "The ARN, its slashes encoded or not, or the part behind `loadbalancer/`.",
            "net/ledger/0123456789abcdef",
          ),
        ],
        answer: loadBalancerDetailSchema,
        problems: problemsOfOne,
      },
    },
  },
  schemas: [
    endpointNetworkInterfaceSchema,
    resourceChangeSchema,
    changeAttributionSchema,
    changeCandidateSchema,
    endpointProvenanceSchema,
  ],
};
