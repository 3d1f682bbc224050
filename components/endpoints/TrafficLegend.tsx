"use client";

import { gapWords } from "#components/charts/TimePanels.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { TrafficChart } from "#lib/charts/trafficModel.ts";
import type { EndpointMetrics } from "#lib/metrics/schema.ts";
import classes from "./endpoint.module.css";

const kindWords = {
  alert: "alert: ",
  finding: "found: ",
  ended: "",
  deploy: "deploy: ",
  change: "",
  acknowledged: "",
} as const;
const bucketWord = (seconds: number) => (seconds >= 86_400 ? "day" : seconds >= 3600 ? "hour" : "interval");

/** What the marks, dots and hatching of the charts mean, as far as they occur. */
export function TrafficLegend({ chart, metrics }: { chart: TrafficChart; metrics: EndpointMetrics }) {
  const { from, to } = chart.buckets;
  const timeOf = (fraction: number) => new Date(from + fraction * (to - from));
  const hasSilence = chart.panels.some(({ lines }) => lines.some(({ silences }) => silences.length > 0));
  return (
    <div className={classes.legend}>
      {chart.marks.map((mark) => (
        <span key={mark.letter} title={mark.texts.join("; ")}>
          <b className={classes.legendLetter} data-kind={mark.kind}>
            {mark.letter}
          </b>{" "}
          <Time at={new Date(mark.time)} /> {kindWords[mark.kind]}
          {mark.texts.slice(0, 3).join(", ")}
          {mark.texts.length > 3 && ` and ${mark.texts.length - 3} more`}
        </span>
      ))}
      {hasSilence && (
        <span>
          <i className={classes.legendDots} aria-hidden /> no datapoint: AWS publishes nothing for minutes
          without traffic
        </span>
      )}
      {chart.gaps.map((gap) => (
        <span key={gap.from}>
          <i className={classes.legendHatch} aria-hidden /> {gapWords[gap.reason]},{" "}
          <Time at={timeOf(gap.from)} /> to <Time at={timeOf(gap.to)} />
        </span>
      ))}
      {chart.hasUnfinished && (
        <span>
          <i className={classes.legendRing} aria-hidden /> the sum so far: its{" "}
          {bucketWord(chart.resolutionSeconds)} is not over
        </span>
      )}
      {chart.zonesFrom !== null && (
        <span>
          <i className={classes.legendWhole} aria-hidden /> the endpoint as a whole: its zones were collected
          from <Time at={new Date(chart.zonesFrom)} /> on
        </span>
      )}
      {chart.wholeOnly && <span>The endpoint as a whole: its traffic has not been collected per zone.</span>}
      {!chart.hasDatapoints &&
        metrics.asOf !== null &&
        metrics.gaps.every((gap) => gap.reason === "after-watermark") && (
          <span>
            <strong>No traffic in this range</strong>, as far as it was collected.
          </span>
        )}
    </div>
  );
}
