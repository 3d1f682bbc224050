import { hoursPerMonth } from "../estimates/monthly.ts";
import type { WhatIfPrices } from "./compute.ts";

export const usdWords = (usd: number) => `$${usd.toFixed(2)}`;
export const gbWords = (gb: number) =>
  `${gb.toLocaleString("en-US", { maximumFractionDigits: gb < 100 ? 1 : 0 })} GB`;
export const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

export function apart(savingUsd: number): string {
  if (Math.abs(savingUsd) < 0.005) return "the same";
  return savingUsd > 0 ? `${usdWords(savingUsd)} less` : `${usdWords(-savingUsd)} more`;
}

/**
 * Gigabytes a month at which one shared endpoint costs what many do: what is saved in hours pays for so much transit. Not
 * above 0 where its attachments alone cost more; null where a price is not known.
 */
export function centralBreakEven(
  { zones, mostZones, attachments }: { zones: number; mostZones: number; attachments: number },
  { endpointHour, transitHour, transitGb }: WhatIfPrices,
): number | null {
  if (endpointHour === null || !transitGb || (transitHour === null && attachments > 0)) return null;
  return (
    (hoursPerMonth * ((zones - mostZones) * endpointHour - attachments * (transitHour ?? 0))) / transitGb
  );
}
