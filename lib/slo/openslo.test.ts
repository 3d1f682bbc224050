import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors.ts";
import { defaultSlos, defined, perEndpointIndicators, type SloConfig, sloSchema } from "./definition.ts";
import { indicatorNames, indicators } from "./indicators.ts";
import { toOpenSlo } from "./openslo.ts";
import { parseOpenSlo } from "./opensloParse.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const words = fc
  .string({ minLength: 1, maxLength: 60 })
  .map((text) => text.trim())
  .filter((text) => text !== "");
const some = <T>(item: fc.Arbitrary<T>) =>
  fc.option(fc.array(item, { minLength: 1, maxLength: 3 }), { nil: undefined });
const maintenance = fc
  .record({ at: fc.integer({ min: 0, max: 1e6 }), minutes: fc.integer({ min: 1, max: 1e4 }), reason: words })
  .map(({ at, minutes, reason }) => ({
    from: new Date(at * 60_000).toISOString(),
    to: new Date((at + minutes) * 60_000).toISOString(),
    reason,
  }));

/** Any objective that the configuration accepts. */
const anySlo: fc.Arbitrary<SloConfig> = fc
  .record({
    id: word,
    title: fc.option(words, { nil: undefined }),
    indicator: fc.constantFrom(...indicatorNames),
    objective: fc.option(
      fc.integer({ min: 10_000, max: 999_999 }).map((n) => n / 10_000),
      { nil: undefined },
    ),
    threshold: fc.option(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { nil: undefined }),
    window: fc.oneof(
      fc.constantFrom("month", "quarter"),
      fc.integer({ min: 1, max: 90 }).map((n) => `${n}d`),
    ),
    accounts: some(fc.constantFrom("111111111111", "222222222222")),
    regions: some(fc.constantFrom("us-east-1", "eu-west-1")),
    services: some(words),
    endpoints: some(fc.constantFrom("vpce-0abc", "vpce-0def")),
    tags: fc.option(fc.dictionary(words, fc.string({ maxLength: 20 }), { maxKeys: 3 }), { nil: undefined }),
    minimumTotal: fc.option(fc.nat(100_000), { nil: undefined }),
    noData: fc.constantFrom("ignore", "good", "bad"),
    policy: fc.constantFrom("guide", "workbook"),
    perEndpoint: fc.boolean(),
    maintenance: fc.array(maintenance, { maxLength: 3 }),
  })
  .map(({ accounts, regions, services, endpoints, tags, ...slo }) => {
    const { grain, kind, threshold } = indicators[slo.indicator];
    const cost = slo.indicator === "cost-per-gb";
    const select = { accounts, regions, ...(grain === "endpoint" && { services, endpoints, tags }) };
    return sloSchema.parse({
      ...slo,
      select: JSON.parse(JSON.stringify(select)),
      noData: kind === "timeslice" ? slo.noData : "ignore",
      perEndpoint: perEndpointIndicators.includes(slo.indicator) && slo.perEndpoint,
      threshold: cost
        ? slo.objective === undefined
          ? undefined
          : (slo.threshold ?? 0.05)
        : threshold
          ? slo.threshold
          : undefined,
    });
  });

describe("OpenSLO v1, there and back", () => {
  it("gives the same objective, whichever it is", () => {
    fc.assert(
      fc.property(anySlo, (slo) => {
        const definition = defined(slo);
        const [back] = parseOpenSlo(toOpenSlo(definition), "slo.yaml");
        expect(defined(back as SloConfig)).toEqual(definition);
      }),
    );
  });

  it("holds for the guide's ten in one file", () => {
    const file = defaultSlos.map((slo) => toOpenSlo(defined(slo))).join("---\n");
    expect(parseOpenSlo(file, "slo.yaml").map(defined)).toEqual(defaultSlos.map(defined));
  });
});

const written = `apiVersion: openslo/v1
kind: DataSource
metadata: { name: ours }
spec: { type: Linkledger, connectionDetails: {} }
---
apiVersion: openslo/v1
kind: Service
metadata: { name: payments }
spec: { description: nothing to count }
---
apiVersion: openslo/v1
kind: SLI
metadata: { name: connects }
spec:
  ratioMetric:
    counter: true
    bad: { metricSource: { metricSourceRef: ours, spec: { indicator: connect, select: { tags: { env: prod } } } } }
    total: { metricSource: { metricSourceRef: ours, spec: { indicator: connect, select: { tags: { env: prod } } } } }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: payments-connect }
spec:
  service: payments
  indicatorRef: connects
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.9995 }]
`;

it("reads what others wrote: references, weeks, shares, bad over total", () => {
  expect(parseOpenSlo(written, "slo.yaml")).toEqual([
    sloSchema.parse({
      id: "payments-connect",
      indicator: "connect",
      objective: 99.95,
      window: "28d",
      select: { tags: { env: "prod" } },
    }),
  ]);
});

it.each([
  [
    "apiVersion: openslo/v1\nkind: SLO",
    "apiVersion: openslo/v2\nkind: SLO",
    /^f\.yaml:20: apiVersion: "openslo\/v2"/,
  ],
  ["kind: Service", "kind: Sla", /^f\.yaml:7: kind: "Sla" is no kind/],
  [
    "type: Linkledger",
    "type: Prometheus",
    /metricSourceRef: "Prometheus" cannot be asked; expected Linkledger/,
  ],
  [
    "indicatorRef: connects",
    "indicatorRef: other",
    /^f\.yaml:25: spec\.indicatorRef: "other" is not in the file/,
  ],
  [
    "duration: 4w",
    "duration: 1M",
    /^f\.yaml:26: spec\.timeWindow\[0\]\.duration: "1M": expected days or weeks/,
  ],
  ["Occurrences", "Timeslices", /^f\.yaml:27: spec\.budgetingMethod: expected Occurrences/],
  ["target: 0.9995", "target: 1", /^f\.yaml:28: spec\.objectives\[0\]\.target: /],
  ["[{ target: 0.9995 }]", "[]", /^f\.yaml:28: spec\.objectives: expected an objective/],
  [
    "{ name: payments-connect }",
    "{ name: Payments_Connect }",
    /^f\.yaml:22: metadata\.name: expected small letters/,
  ],
  ["indicator: connect, select", "indicator: conect, select", /indicator: expected one of dns, connect/],
  ["  service: payments", "  service: [", /^f\.yaml:\d+: /],
])("names file, line and what was expected: %s → %s", (from, to, message) => {
  expect(() => parseOpenSlo(written.replace(from, to), "f.yaml")).toThrow(ConfigurationError);
  expect(() => parseOpenSlo(written.replace(from, to), "f.yaml")).toThrow(message);
});

const inTheWild = `# An objective as people write them: comments behind empty keys, labels, a service and a policy beside it.
apiVersion: openslo/v1
kind: Service
metadata: { name: privatelink }
spec: { description: Private connectivity }
---
apiVersion: openslo/v1
kind: SLI
metadata: { name: connect, labels: { team: [network, payments] } }
spec:
  ratioMetric:
    counter: true
    good: { metricSource: { type: Linkledger, spec: { indicator: connect, events: good } } }
    total: { metricSource: { type: Linkledger, spec: { indicator: connect, events: total } } }
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: connects
  displayName: Connections succeed
  labels: { tier: "1" }
  annotations: # none yet
spec:
  service: privatelink
  indicatorRef: connect
  timeWindow:
    - duration: 4w
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - displayName: Good
      target: 0.995
  alertPolicies: # to come
`;

describe("files as people write them", () => {
  it("are read with their empty keys, labels and other kinds, and come out the same", () => {
    const [slo] = parseOpenSlo(inTheWild, "slos.yaml");
    expect(slo).toMatchObject({ id: "connects", indicator: "connect", objective: 99.5, window: "28d" });
  });

  it("whose metrics are queries of somebody else are refused for that, not for how the query is written", () => {
    const theirs = inTheWild.replaceAll(
      /type: Linkledger, spec: \{[^}]*\}/g,
      "type: Prometheus, spec: { query: up }",
    );
    expect(() => parseOpenSlo(theirs, "slos.yaml")).toThrow(
      /"Prometheus" cannot be asked; expected Linkledger/,
    );
  });

  it("take annotations under the prefix of before", () => {
    const before = inTheWild.replace(
      "annotations: # none yet",
      'annotations: { linkledger/minimum-total: "50" }',
    );
    expect(parseOpenSlo(before, "slos.yaml")[0]?.minimumTotal).toBe(50);
  });
});
