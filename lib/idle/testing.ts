import type { Mark, ScopeFacts, StoredMark, Traffic, UseEvidence } from "./schema.ts";
import { noTraffic } from "./schema.ts";

/** The moment that the tests of verdicts happen at. */
export const now = new Date("2026-11-18T14:05:00Z");
const dayMs = 86_400_000;
/** A time some days before the watermark of `mark()`. */
export const daysBefore = (days: number, time = new Date("2026-11-18T14:00:00Z")) =>
  new Date(time.getTime() - days * dayMs);

/** A scope that succeeded five minutes ago. */
export function scope(overrides: Partial<ScopeFacts> = {}): ScopeFacts {
  return {
    outcome: "success",
    lastSuccessAt: new Date("2026-11-18T14:00:00Z"),
    retired: false,
    fresh: true,
    errorClass: null,
    errorMessage: null,
    ...overrides,
  };
}

/** A series asked for during 31 days up to five minutes ago, which published nothing. */
export function mark(overrides: Partial<StoredMark> = {}): StoredMark {
  return {
    grain: "endpoint",
    collectedFrom: daysBefore(31),
    hourlyFrom: daysBefore(31),
    watermark: daysBefore(0),
    firstDatapointAt: null,
    lastDatapointAt: null,
    ...overrides,
  };
}

export const traffic = (overrides: Partial<Traffic> = {}): Traffic => ({ ...noTraffic, ...overrides });

/** An endpoint that is idle by every proof. */
export function evidence(overrides: Partial<UseEvidence> = {}): UseEvidence {
  return {
    what: "endpoint",
    state: "available",
    inventory: scope(),
    metrics: scope(),
    createdAt: daysBefore(400),
    existedAt: daysBefore(400),
    marks: [mark()] satisfies Mark[],
    attempts: mark({ grain: "endpoint-detail" }),
    traffic: noTraffic,
    lateAfterMs: () => 3 * 3_600_000,
    ...overrides,
  };
}
