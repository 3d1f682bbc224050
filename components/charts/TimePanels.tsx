"use client";

import { ActionIcon } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import { memo } from "react";
import {
  bucketTime,
  fractionOf,
  knowledgeOf,
  type PlotLine,
  type PlotPoint,
  type PlotSpan,
  svgPath,
} from "#lib/charts/series.ts";
import { momentLabel } from "#lib/charts/timeAxis.ts";
import type { ChartPanel, ChartZone, PanelLine, TrafficChart } from "#lib/charts/trafficModel.ts";
import classes from "./charts.module.css";
import { useChartCursor } from "./useChartCursor.ts";

// The plots are plain SVG, not recharts: five aligned panels with a line per zone and measure are stretched by the
// browser (no measuring, so nothing jumps and the server draws them too) and share one cursor.
const box = { width: 1000, height: 100 };

export interface TimePanelsProps {
  chart: TrafficChart;
  timeZone: string;
  /** Opens the table behind a panel. */
  onTable: (panel: ChartPanel) => void;
  /** Where the cursor stays while nothing moves it, in milliseconds. */
  pinned: number | null;
  onPin: (time: number | null) => void;
  /** A part of the axis was chosen, in milliseconds. */
  onZoom: (from: number, to: number) => void;
}

/**
 * Small charts on one time axis with one cursor. The pointer or the arrow keys move it, a click or Enter pins it, Escape
 * lets it go. Dragging, or the arrow keys with Shift, choose a part of the axis.
 */
export function TimePanels({ chart, timeZone, onTable, pinned, onPin, onZoom }: TimePanelsProps) {
  const { buckets } = chart;
  const { cursor, chosen, plotHandlers, onKeyDown } = useChartCursor({ buckets, pinned, onPin, onZoom });
  const at = cursor === null ? null : fractionOf(buckets, bucketTime(buckets, cursor) + buckets.width / 2);
  const label =
    cursor === null ? null : momentLabel(bucketTime(buckets, cursor), chart.resolutionSeconds, timeZone);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls; these are charts with a cursor.
    <div
      className={classes.panels}
      role="group"
      aria-label="Traffic charts. Arrow keys move the cursor, Enter pins it, Shift and arrow keys choose a part; the tables behind the charts hold every value."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cursor.
      tabIndex={0}
      onKeyDown={onKeyDown}
      style={{ "--zones": chart.zones.length } as React.CSSProperties}
    >
      <div className={classes.head}>
        <div className={classes.headPlot}>
          {chart.marks.map((mark) => (
            <span
              key={mark.letter}
              className={classes.markLetter}
              data-kind={mark.kind}
              style={{ left: percent(mark.at) }}
              title={mark.texts.join("; ")}
            >
              {mark.letter}
            </span>
          ))}
          {at !== null && (
            <span
              className={classes.cursorLabel}
              style={{ left: percent(Math.min(0.93, Math.max(0.07, at))) }}
            >
              {label}
            </span>
          )}
        </div>
        <div className={classes.values}>
          {chart.zones.map((zone) => (
            <span key={zone.key} className={classes.zoneHead} title={zone.azId ?? zone.label}>
              <LineSample tone={zone.tone} />
              {zone.label}
            </span>
          ))}
        </div>
      </div>
      {chart.panels.map((panel) => (
        <div key={panel.key} className={classes.panel} data-panel={panel.key}>
          <div className={classes.label}>
            <h3>{panel.title}</h3>
            <span>{panel.unit}</span>
            <ActionIcon
              className={classes.tableButton}
              variant="subtle"
              color="gray"
              size={22}
              aria-label={`Table of ${panel.title.toLowerCase()}`}
              title={`Table of ${panel.title.toLowerCase()}`}
              onClick={() => onTable(panel)}
            >
              <IconTable size={14} stroke={1.7} />
            </ActionIcon>
          </div>
          <div className={classes.plot} {...plotHandlers}>
            <Plot panel={panel} chart={chart} />
            {chosen && <span className={classes.chosen} style={spanStyle(chosen)} />}
            {at !== null && <span className={classes.cursor} style={{ left: percent(at) }} />}
          </div>
          <div className={classes.values}>
            {chart.zones.map((zone) => (
              <ZoneValue key={zone.key} panel={panel} zone={zone} cursor={cursor} />
            ))}
          </div>
        </div>
      ))}
      <div className={classes.axis}>
        <div className={classes.axisPlot} aria-hidden>
          {chart.ticks.map((tick) => (
            <span
              key={tick.at}
              style={{ left: percent(tick.at) }}
              data-day={tick.day || undefined}
              data-edge={edgeOf(tick.at)}
            >
              {tick.label}
            </span>
          ))}
        </div>
        <div className={classes.axisNote}>{label === null ? "in the range" : `at ${label}`}</div>
      </div>
    </div>
  );
}

const toneClass = (tone: number) => classes[`tone${tone}`] ?? "";
const percent = (fraction: number) => `${Math.round(fraction * 10_000) / 100}%`;
const edgeOf = (at: number) => (at < 0.04 ? "start" : at > 0.96 ? "end" : undefined);

/** The line of a zone as the legend shows it. */
export function LineSample({ tone }: { tone: number }) {
  return (
    <svg width="22" height="4" aria-hidden className={classes.sample}>
      <path d="M1 2H21" className={`${classes.line} ${toneClass(tone)}`} />
    </svg>
  );
}

const spanStyle = ({ from, to }: PlotSpan) => ({ left: percent(from), width: percent(to - from) });

/** Everything in a plot that does not follow the cursor. */
const Plot = memo(function Plot({ panel, chart }: { panel: ChartPanel; chart: TrafficChart }) {
  return (
    <>
      {panel.gaps.map((gap) => (
        <span
          key={`${gap.reason} ${gap.from}`}
          className={classes.gap}
          style={spanStyle(gap)}
          title={gapWords[gap.reason]}
        />
      ))}
      {chart.ticks.map((tick) => (
        <span
          key={tick.at}
          className={classes.gridline}
          style={{ left: percent(tick.at) }}
          data-day={tick.day || undefined}
        />
      ))}
      {chart.marks.map((mark) => (
        <span
          key={mark.letter}
          className={classes.markLine}
          data-kind={mark.kind}
          style={{ left: percent(mark.at) }}
        />
      ))}
      {panel.zeros.map((span) => (
        <span key={span.from} className={classes.zero} style={spanStyle(span)} title="None in a zone" />
      ))}
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        preserveAspectRatio="none"
        className={classes.svg}
        aria-hidden
      >
        {panel.whole.map((line) => (
          <WholePath key={line.measure.metric} line={line} second={line.measure !== panel.measures[0]} />
        ))}
        {panel.lines.map((line) => (
          <Line
            key={`${line.zone.key} ${line.measure.metric}`}
            line={line}
            second={line.measure !== panel.measures[0]}
          />
        ))}
      </svg>
      <span className={classes.max}>{panel.axis.maxLabel}</span>
    </>
  );
});

/** Why a part of the axis is hatched. */
export const gapWords = {
  "never-collected": "not collected yet",
  "before-collection": "before collection began",
  "after-watermark": "not collected yet: CloudWatch publishes minutes late",
  "not-measurable": "not measurable",
} as const;

// A line of no length with round ends is a round dot, however the box is stretched.
const dotsPath = (points: readonly PlotPoint[]) =>
  points.map(({ x, y }) => `M${x * box.width} ${(1 - y) * box.height}h0.01`).join("");

function pathsOf({ segments, dots, unfinished }: PlotLine) {
  return {
    path: segments.map((points) => svgPath(points, box.width, box.height)).join(""),
    dots: dotsPath(dots),
    unfinished: dotsPath(unfinished),
  };
}

/** The endpoint as a whole, where its zones were not collected. */
function WholePath({ line, second }: { line: PlotLine; second: boolean }) {
  const { path, dots } = pathsOf(line);
  return (
    <>
      <path d={path} className={`${classes.line} ${classes.whole}`} data-second={second || undefined} />
      {dots !== "" && <path d={dots} className={`${classes.dot} ${classes.whole}`} />}
    </>
  );
}

function Line({ line, second }: { line: PanelLine; second: boolean }) {
  const { tone } = line.zone;
  const { path, dots, unfinished } = pathsOf(line);
  const silences = line.silences.map(({ from, to }) => `M${from * box.width} 0H${to * box.width}`).join("");
  return (
    <>
      {!second && silences !== "" && (
        <path
          d={silences}
          className={`${classes.silence} ${toneClass(tone)}`}
          style={{ transform: `translateY(${95 - tone * 4}px)` }}
        />
      )}
      <path d={path} className={`${classes.line} ${toneClass(tone)}`} data-second={second || undefined} />
      {dots !== "" && <path d={dots} className={`${classes.dot} ${toneClass(tone)}`} />}
      {unfinished !== "" && (
        <>
          <path d={unfinished} className={`${classes.dot} ${toneClass(tone)}`} data-ring />
          <path d={unfinished} className={classes.hole} />
        </>
      )}
    </>
  );
}

/** What a zone had at the cursor; without a cursor, over the range. */
function ZoneValue({ panel, zone, cursor }: { panel: ChartPanel; zone: ChartZone; cursor: number | null }) {
  const lines = panel.lines.filter((line) => line.zone.key === zone.key);
  const texts = lines.map((line) => {
    if (cursor === null) return line.summary === null ? null : panel.format(line.summary);
    const value = line.values[cursor];
    return value === null || value === undefined ? null : panel.format(value);
  });
  const known = texts.filter((text) => text !== null);
  if (known.length > 0)
    return (
      <span
        className={classes.value}
        data-zone={zone.label}
        data-bad={(panel.zeroIsBad && known.includes(panel.format(0))) || undefined}
      >
        {known.join(" / ")}
      </span>
    );
  const knowledge = cursor === null ? "silent" : knowledgeOf(null, panel.uncollected[cursor]);
  return (
    <span className={classes.noValue} data-zone={zone.label}>
      {knowledge === "silent" ? "no data" : "not coll."}
    </span>
  );
}
