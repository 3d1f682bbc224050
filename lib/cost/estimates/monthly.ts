import type { EndpointRow } from "./data.ts";
import type { EstimateReason, Rate } from "./schema.ts";

/** Hours of a month in AWS's own examples. */
export const hoursPerMonth = 730;

/** What an endpoint costs a month; nanos are billionths of a dollar. */
export interface Monthly {
  totalNanos: number | null;
  hoursNanos: number | null;
  dataNanos: number | null;
  reason: EstimateReason | "gone" | null;
  /** Of an hour. */
  price: Pick<Rate, "effectiveFrom" | "source"> | undefined;
}

const none = { totalNanos: null, hoursNanos: null, dataNanos: null, price: undefined };

/**
 * What an endpoint costs in a month of 730 hours as it is now: its zones' hours, and the data of the last 30 days at
 * the price of the tier that its region has reached. Null as a whole where a part of it is not known.
 */
export function monthlyCost(
  row: Pick<EndpointRow, "goneAt" | "state" | "bytes30d" | "subnetIds" | "azIds"> & { free: boolean },
  rates: { hour: Rate | undefined; byte: Rate | undefined },
  unmeasured: EstimateReason | undefined,
): Monthly {
  if (row.goneAt || row.state?.toLowerCase() === "deleted") return { ...none, reason: "gone" };
  if (row.free) return { totalNanos: 0, hoursNanos: 0, dataNanos: 0, reason: null, price: undefined };
  const { hour, byte } = rates;
  const zones = Math.max(row.azIds.length, row.subnetIds.length);
  const hoursNanos = hour ? zones * hour.nanos * hoursPerMonth : null;
  const bytes = unmeasured === "not-measurable" || unmeasured === "not-published" ? null : row.bytes30d;
  const dataNanos = bytes === null ? null : bytes === 0 ? 0 : byte ? Math.round(bytes * byte.nanos) : null;
  const reason =
    hoursNanos === null || (bytes !== null && dataNanos === null)
      ? "no-price"
      : bytes === null
        ? (unmeasured ?? "before-collection")
        : null;
  const totalNanos = hoursNanos === null || dataNanos === null ? null : hoursNanos + dataNanos;
  return { totalNanos, hoursNanos, dataNanos, reason, price: hour };
}
