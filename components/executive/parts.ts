import type { ShareBarPart } from "#components/ui/ShareBar.tsx";
import type { Active } from "#lib/executive/waste.ts";

/** The bar of endpoints by traffic, in the same order and colours wherever it is drawn. */
export function activeParts(counts: Active["total"]): ShareBarPart[] {
  return [
    { value: counts.active, fill: "--s1", label: `had traffic ${counts.active}` },
    { value: counts.silent, fill: "outlined", label: `no traffic in 30 days ${counts.silent}` },
    {
      value: counts.young,
      fill: "--line-strong",
      label: `younger than 30 days, no traffic so far ${counts.young}`,
    },
    { value: counts.notMeasurable, fill: "--line-strong", label: `not measurable ${counts.notMeasurable}` },
    { value: counts.unknown, fill: "hatched", label: `unknown ${counts.unknown}` },
  ];
}
