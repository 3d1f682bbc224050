import type { IndicatorName } from "../indicators.ts";
import { probesSource } from "./probes.ts";
import { runsSource } from "./runs.ts";
import type { SliSource } from "./source.ts";

/** Every source; an indicator has one. */
export const sources: readonly SliSource[] = [probesSource, runsSource];

export function sourceOf(indicator: IndicatorName): SliSource | undefined {
  return sources.find(({ indicators }) => indicators.includes(indicator));
}
