import type { Status } from "#components/ui/StatusMark.tsx";
import { formatDecimal } from "#lib/format/numbers.ts";
import type { SloState } from "#lib/slo/judge.ts";

export const sloStateWords: Record<SloState, { status: Status; text: string }> = {
  met: { status: "ok", text: "met" },
  "at-risk": { status: "warn", text: "at risk" },
  breached: { status: "bad", text: "breached" },
  unknown: { status: "unknown", text: "unknown" },
  measured: { status: "busy", text: "measured" },
};

/** Share of good events in percent; never rounded up to a perfection that was not there. */
export function attainmentText(attainment: number): string {
  const percent = attainment * 100;
  const rounded = Number(percent.toFixed(3));
  return `${formatDecimal(rounded >= 100 && percent < 100 ? 99.999 : rounded, 3)} %`;
}

export function budgetStatus(left: number): "ok" | "warn" | "bad" {
  if (left <= 0) return "bad";
  return left < 0.25 ? "warn" : "ok";
}
