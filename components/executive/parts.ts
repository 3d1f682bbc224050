import type { ShareBarPart } from "#components/ui/ShareBar.tsx";
import type { Active } from "#lib/executive/waste.ts";

/** The bar of endpoints by traffic, in the same order and colours wherever it is drawn. */
export function activeParts(counts: Active["total"]): ShareBarPart[] {
  return [
    { value: counts.active, fill: "--s1", label: `in use ${counts.active}` },
    { value: counts.idle, fill: "outlined", label: `idle ${counts.idle}` },
    {
      value: counts.tooNew,
      fill: "--line-strong",
      label: `too new to judge ${counts.tooNew}`,
    },
    { value: counts.notMeasurable, fill: "--line-strong", label: `not measurable ${counts.notMeasurable}` },
    { value: counts.unknown, fill: "hatched", label: `unknown ${counts.unknown}` },
  ];
}
