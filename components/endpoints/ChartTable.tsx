"use client";

import { Modal } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import { bucketTime, knowledgeOf } from "#lib/charts/series.ts";
import { momentLabel } from "#lib/charts/timeAxis.ts";
import type { ChartPanel, TrafficChart } from "#lib/charts/trafficModel.ts";
import classes from "./endpoint.module.css";

const rowHeight = 30;

interface ChartTableProps {
  chart: TrafficChart;
  /** Null keeps it closed. */
  panel: ChartPanel | null;
  timeZone: string;
  onClose: () => void;
}

/** Every value of one chart, newest first. */
export function ChartTable({ chart, panel, timeZone, onClose }: ChartTableProps) {
  return (
    <Modal
      opened={panel !== null}
      onClose={onClose}
      size="xl"
      closeButtonProps={{ "aria-label": "Close the table" }}
      title={panel && `${panel.title} ${panel.unit}, ${timeZone}`}
    >
      {panel && <Rows chart={chart} panel={panel} timeZone={timeZone} />}
    </Modal>
  );
}

function Rows({ chart, panel, timeZone }: { chart: TrafficChart; panel: ChartPanel; timeZone: string }) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const element = useRef<HTMLElement | null>(null);
  element.current = scroller;
  const { buckets } = chart;
  const virtualizer = useVirtualizer({
    count: buckets.count,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const columns = [
    ...panel.lines.map((line) => ({
      key: `${line.zone.key} ${line.measure.metric}`,
      title: line.measure.label ? `${line.zone.label}, ${line.measure.label}` : line.zone.label,
      values: line.values,
    })),
    ...(chart.wholeOnly ? [] : panel.whole).map(({ measure, values }) => ({
      key: `whole ${measure.metric}`,
      title: measure.label ? `endpoint, ${measure.label}` : "endpoint",
      values,
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section ref={setScroller} className={classes.tableScroller} tabIndex={0} aria-label="Values">
      <table className={classes.table} aria-rowcount={buckets.count + 1}>
        <thead>
          <tr>
            <th scope="col">From</th>
            {columns.map(({ key, title }) => (
              <th key={key} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items[0] && items[0].start > 0 && (
            <tr aria-hidden style={{ height: items[0].start }}>
              <td />
            </tr>
          )}
          {items.map(({ index, key }) => {
            const bucket = buckets.count - 1 - index;
            return (
              <tr key={key} aria-rowindex={index + 2}>
                <th scope="row">
                  {momentLabel(bucketTime(buckets, bucket), chart.resolutionSeconds, timeZone)}
                </th>
                {columns.map((column) => {
                  const value = column.values[bucket] ?? null;
                  const knowledge = knowledgeOf(value, panel.uncollected[bucket]);
                  return (
                    <td key={column.key} data-knowledge={knowledge}>
                      {value !== null
                        ? panel.format(value)
                        : knowledge === "silent"
                          ? "no datapoint"
                          : "not collected"}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          <tr
            aria-hidden
            style={{ height: Math.max(0, virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)) }}
          >
            <td />
          </tr>
        </tbody>
      </table>
    </section>
  );
}
