import type { IncidentHop } from "#lib/onCall/schema.ts";
import { hopNames } from "./marks.ts";
import classes from "./onCall.module.css";

const width = 13;
const gap = 2;

/** The six hops in a row; the broken one is taller, and a square or a triangle. */
export function MiniPath({
  hops,
  condition,
}: {
  hops: readonly IncidentHop[];
  condition: "failing" | "degraded";
}) {
  const broken = hops.find(({ state }) => state === "fail");
  const label = broken ? `Path: broken at ${hopNames[broken.hop]}` : "Path: no broken hop is known";
  return (
    <svg
      viewBox={`0 0 ${6 * (width + gap) - gap} 10`}
      width={6 * (width + gap) - gap}
      height={10}
      className={classes.miniPath}
      role="img"
      aria-label={label}
    >
      {hops.map(({ hop, state }, index) => {
        const x = index * (width + gap);
        if (state !== "fail")
          return <rect key={hop} x={x} y={3.5} width={width} height={3.5} rx={1} data-state={state} />;
        return condition === "failing" ? (
          <rect key={hop} x={x + 1.5} y={0} width={10} height={10} rx={1.5} data-state="fail" />
        ) : (
          <path key={hop} d={`M${x + 6.5} .4 ${x + 12} 9.6H${x + 1}Z`} data-state="degraded" />
        );
      })}
    </svg>
  );
}
