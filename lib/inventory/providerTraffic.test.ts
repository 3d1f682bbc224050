import { describe, expect, it } from "vitest";
import { prepareTraffic } from "./providerTraffic.ts";

const now = new Date("2026-11-18T14:05:00Z");
const day = (date: string, bytes: number | null, azId = "") => ({
  ...{ azId, bytes, ts: new Date(`${date}T00:00:00Z`) },
  ...{ connections: bytes === null ? null : 2, resets: 1 },
});
const mark = (from: string, azId = "") => ({ azId, collectedFrom: new Date(from), watermark: now });

describe("prepareTraffic", () => {
  it("knows nothing of what was never asked for", () => {
    expect(prepareTraffic([], [], now, 3)).toEqual({
      ...{ asOf: null, from: "2026-11-16", days: [null, null, null], daysCollected: 0 },
      ...{ bytes: null, connections: null, resets: null, zones: [] },
    });
  });

  it("reads silence as nothing only where it was listened to", () => {
    const traffic = prepareTraffic([day("2026-11-17", 5)], [mark("2026-11-17T06:00:00Z")], now, 4);
    expect(traffic.days).toEqual([null, null, 5, 0]);
    expect(traffic).toMatchObject({ daysCollected: 2, bytes: 5, connections: 2, resets: 1 });
  });

  it("adds up zones apart, and leaves older days out", () => {
    const stored = [
      day("2026-11-01", 100),
      day("2026-11-18", 7),
      day("2026-11-18", 7, "use1-az2"),
      day("2026-11-01", 9, "use1-az2"),
    ];
    const traffic = prepareTraffic(
      stored,
      [mark("2026-10-01T00:00:00Z"), mark("2026-10-01T00:00:00Z", "use1-az4")],
      now,
      2,
    );
    expect(traffic).toMatchObject({ days: [0, 7], bytes: 7 });
    expect(traffic.zones).toEqual([
      { azId: "use1-az2", bytes: 7, connections: 2, resets: 1 },
      { azId: "use1-az4", bytes: 0, connections: 0, resets: 0 },
    ]);
  });
});
