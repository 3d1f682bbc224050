import type { Incident, TroubledPath } from "./schema.ts";

/** A failing path for tests; anything may be overridden. */
export function troubledPath(overrides: Partial<TroubledPath> = {}): TroubledPath {
  return {
    accountId: "111111111111",
    accountName: "payments-prod",
    vpcEndpointId: "vpce-1",
    region: "us-east-1",
    serviceName: "com.amazonaws.us-east-1.kms",
    hop: "endpoint",
    checkId: "endpoint-sg-blocks-port",
    sentence: "Broken at the endpoint.",
    since: new Date("2026-11-18T13:00:00Z"),
    firstSeenAt: new Date("2026-10-01T00:00:00Z"),
    asOf: new Date("2026-11-18T14:00:00Z"),
    consumerOurs: true,
    owner: "payments",
    application: "checkout",
    environment: "production",
    severity: "page",
    brokenZones: [],
    zones: ["use1-az1", "use1-az2"],
    stale: false,
    findingKey: "endpoint-sg-blocks-port vpce-1",
    ...overrides,
  };
}

/** An incident as the page has it, for tests. */
export function incident(key: string, overrides: Partial<Incident> = {}): Incident {
  return {
    key,
    ...{
      title: key,
      subtitle: key,
      condition: "failing",
      severity: "page",
      checkId: null,
      findingTitle: null,
    },
    ...{
      hop: "targets",
      sentence: "No target is healthy.",
      since: "2026-11-18T13:00:00.000Z",
      sinceKnown: true,
    },
    ...{
      stale: false,
      endpoints: 2,
      accounts: 1,
      regions: [],
      owners: [],
      applications: [],
      hops: [],
      rows: [],
    },
    ...{
      listHref: "/findings",
      pathHref: "/endpoints/vpce-1#path",
      runbookHref: null,
      command: null,
      fixOwner: null,
      fix: null,
    },
    ...{ change: null, noChange: null, slo: null },
    alerts: { asking: [], taken: [], takenBy: null, takenAt: null },
    ...overrides,
  };
}
