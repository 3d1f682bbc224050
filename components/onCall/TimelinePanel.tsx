"use client";

import type { CSSProperties } from "react";
import { useClock } from "#components/ui/Clock.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatTime } from "#lib/format/time.ts";
import type { OnCall, TimelineLane } from "#lib/onCall/schema.ts";
import { conditionStatus } from "./marks.ts";
import { type PlacedLabel, placeLabels } from "./placeLabels.ts";
import classes from "./timeline.module.css";

const otherRows = 3;

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** What changed and what broke on one axis; on a phone the same as a list. */
export function TimelinePanel({ page }: { page: OnCall }) {
  const { timeline } = page;
  const { now, timeZone } = useClock();
  const followed = timeline.lanes.filter(({ change }) => change).length;
  const labels = placeLabels(
    timeline.others.map(({ x }) => x),
    otherRows,
  );
  const clock = (at: string) => formatTime(new Date(at), { now, timeZone });
  return (
    <Panel
      id="timeline"
      title="What changed, what broke"
      provenance={{
        asOf: page.asOf,
        source: "diagnosis, CloudTrail, inventory compared run by run; hatched is not measured yet",
      }}
      footer={timeline.more > 0 ? `${timeline.more} more incidents, which began earlier.` : undefined}
    >
      {timeline.lanes.length === 0 ? (
        <p className={classes.note}>
          {page.judged
            ? "No incident is open; what was changed lately is below."
            : "Nothing has been judged yet; what was changed lately is below, as far as it is collected."}
        </p>
      ) : (
        <p className={classes.note}>
          {followed} of {timeline.lanes.length} follow a change in this span.
        </p>
      )}
      <ul className={classes.chart}>
        {timeline.lanes.map((lane) => (
          <Lane key={lane.key} lane={lane} measuredTo={timeline.measuredTo} clock={clock} />
        ))}
        <li className={classes.lane}>
          <span className={classes.name}>other changes</span>
          <span className={classes.track}>
            {timeline.others.length === 0 && <span className={classes.none}>none in this span</span>}
            {timeline.others.map(({ at, x, text }, index) => {
              const { row, side, room } = labels[index] as PlacedLabel;
              const edge = side === "left" ? { right: percent(1 - x) } : { left: percent(x) };
              return (
                <span
                  key={`${at} ${text}`}
                  className={classes.other}
                  data-side={side}
                  style={{ ...edge, top: `${row * 16}px`, ...roomOf(room) }}
                  title={`${clock(at)} ${text}`}
                >
                  <i aria-hidden>◇</i> <span>{text}</span>
                </span>
              );
            })}
          </span>
        </li>
        <li className={classes.axis} aria-hidden>
          <span />
          <span className={classes.track}>
            {timeline.ticks.map(({ at, x }) => (
              <span key={at} style={{ left: percent(x) }}>
                {clock(at).replace(/ [^ ]+$/, "")}
              </span>
            ))}
            <span style={{ left: "100%" }} data-now>
              now
            </span>
          </span>
        </li>
      </ul>
    </Panel>
  );
}

/** What share of the axis words may take; the style sheet gives them all of it where there is no axis. */
const roomOf = (share: number) => ({ "--room": percent(share) }) as CSSProperties;

interface LaneProps {
  lane: TimelineLane;
  measuredTo: number;
  clock: (at: string) => string;
}

function Lane({ lane, measuredTo, clock }: LaneProps) {
  const { title, condition, text, from, beganBefore, change, noChange, since, sinceKnown } = lane;
  const flip = from > 0.6;
  const edge = change?.x ?? from;
  return (
    <li className={classes.lane}>
      <span className={classes.name} title={title}>
        <StatusMark status={conditionStatus[condition]} label={condition} /> {title}
      </span>
      <span className={classes.track}>
        <span
          className={classes.bar}
          data-condition={condition}
          data-before={beganBefore || undefined}
          style={{ left: percent(from), width: percent(Math.max(0.004, measuredTo - from)) }}
        />
        <span className={classes.gap} style={{ left: percent(Math.max(measuredTo, from)) }} aria-hidden />
        {!sinceKnown && !beganBefore && (
          <span className={classes.older} style={{ width: percent(from) }} aria-hidden />
        )}
        {change && (
          <>
            <span
              className={classes.link}
              style={{ left: percent(Math.min(change.x, from)), width: percent(Math.abs(from - change.x)) }}
              aria-hidden
            />
            <i className={classes.diamond} style={{ left: percent(change.x) }} aria-hidden>
              ◆
            </i>
          </>
        )}
        <span
          className={classes.words}
          style={
            flip
              ? { right: percent(1 - edge), ...roomOf(edge) }
              : { left: percent(from), ...roomOf(1 - from) }
          }
          title={change ? `${clock(change.at)} ${change.text} → ${text}` : text}
        >
          {change && (
            <b>
              <Time at={change.at} /> {change.text} →{" "}
            </b>
          )}
          {beganBefore && (
            <>
              since <Time at={since} />,{" "}
            </>
          )}
          {text}
          {!sinceKnown && ", so at the first look"}
          {!change && noChange && !flip && <small> {noChange}</small>}
        </span>
      </span>
    </li>
  );
}
