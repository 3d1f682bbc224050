import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const targetsWords = {
  "targets-empty": {
    looksLike:
      "The connection is opened and reset, or times out, from everywhere. The endpoint and the service look perfect.",
    why: "Nothing is registered in the target group: a deployment removed the old targets before new ones came, a controller lost its permission, or the group was made by hand.",
    prevent: [
      "Let the platform register targets, and alarm on HealthyHostCount below one for each zone.",
      "Deploy new targets before old ones leave.",
    ],
  },
  "targets-unhealthy": {
    looksLike:
      "The endpoint can be reached and the service cannot: resets and timeouts, from one zone or all.",
    why: "No target of a zone passes its health check. The reason code tells a timeout (a security group or ACL at the target, an overloaded process) from a wrong answer (Target.FailedHealthChecks, the wrong path). When every zone is sick, the load balancer sends to all of them regardless.",
    prevent: [
      "Allow the load balancer's addresses, or its group, in the targets' security group for traffic and for the check.",
      "Check something cheap that fails only when the target cannot serve.",
    ],
  },
  "health-check-port-mismatch": {
    looksLike: "Targets flap, or count as healthy while calls to them fail.",
    why: "The check asks another port or protocol than calls use. It measures something else than what clients need.",
    prevent: [
      "Use traffic-port, unless the application has a health port on purpose that reflects the traffic port.",
    ],
  },
  "error-rate-high": {
    looksLike: "Connections work and answers are 5xx, or break off.",
    why: "The network did its part. The application behind it is out of capacity, throttled, or wrong since its last deployment.",
    prevent: [
      "Retries with growing pauses and jitter at the clients.",
      "Scale on the load that a target can take, measured rather than guessed.",
    ],
  },
  "source-ip-not-preserved": {
    looksLike:
      "The application sees all callers from the load balancer's addresses: logs, rate limits and allow-lists by address do not work.",
    why: "Through PrivateLink the client's own address is not kept. It comes by proxy protocol v2 alone, together with the endpoint's id, and that is off here.",
    prevent: [
      "Decide on proxy protocol before the first consumer: both ends have to switch at the same moment later.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
