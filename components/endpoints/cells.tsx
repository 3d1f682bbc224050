"use client";

import Link from "next/link";
import { SparkBars } from "#components/charts/SparkBars.tsx";
import { useClock } from "#components/ui/Clock.tsx";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { sparkline } from "#lib/charts/sparkline.ts";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatAge, formatTime, formatTimeFull } from "#lib/format/time.ts";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import classes from "./table.module.css";
import { shortAzIds, shortServiceName, spelled, stateStatus, trafficUnknown } from "./words.ts";

/** Where an endpoint's page is. */
export const endpointHref = (vpcEndpointId: string) => `/endpoints/${encodeURIComponent(vpcEndpointId)}`;

/** Text that came from AWS or from a tag: one line, cut at the cell's edge, in full on hover. */
export function Text({ value, title, mono }: { value: string | null; title?: string; mono?: boolean }) {
  if (value === null || value === "") return <span className={classes.absent}>–</span>;
  return (
    <span className={`${classes.text} ${mono ? "mono" : ""}`} title={title ?? value}>
      {value}
    </span>
  );
}

export function Flag({ value }: { value: boolean | null }) {
  return <Text value={value === null ? null : value ? "yes" : "no"} />;
}

/** The id as a link, and a button that copies it. */
export function EndpointId({ row: { vpcEndpointId } }: { row: EndpointRow }) {
  return (
    <span className={classes.idCell}>
      <Link href={endpointHref(vpcEndpointId)} prefetch={false} className={`mono ${classes.id}`}>
        {vpcEndpointId}
      </Link>
      <CopyButton value={vpcEndpointId} label={`Copy ${vpcEndpointId}`} />
    </span>
  );
}

/**
 * The same in a row of the table, reached by the row's own keys. Of plain elements: dozens of rows are drawn in each
 * frame of scrolling, and the table follows the link and copies.
 */
export function RowId({ row: { vpcEndpointId }, copied }: { row: EndpointRow; copied?: boolean }) {
  const label = copied ? "Copied" : `Copy ${vpcEndpointId}`;
  return (
    <span className={classes.idCell}>
      <a href={endpointHref(vpcEndpointId)} tabIndex={-1} className={`mono ${classes.id}`}>
        {vpcEndpointId}
      </a>
      <button
        type="button"
        className={classes.copy}
        tabIndex={-1}
        aria-label={label}
        title={label}
        data-copied={copied || undefined}
      />
    </span>
  );
}

export function Service({ row }: { row: EndpointRow }) {
  if (row.serviceName === null) return <Unknown reason="AWS named no service.">no service name</Unknown>;
  const short = shortServiceName(row.serviceName);
  return <Text value={row.serviceTitle ?? short} title={row.serviceName} />;
}

/** The state by shape and word; a mark beside it when nobody has confirmed it lately, a word where there is room. */
export function State({ row, roomy = false }: { row: EndpointRow; roomy?: boolean }) {
  const gone = row.goneAt !== null;
  return (
    <span className={classes.state}>
      <StatusMark status={gone ? "none" : stateStatus(row.state)} />
      <span className={classes.text} title={gone ? "The last complete run no longer found it." : undefined}>
        {gone ? "gone" : (spelled(row.state) ?? "not stated")}
      </span>
      {row.stale && (
        <span className={classes.stale} title={staleReason}>
          <StatusMark status="unknown" size={10} />
          <span className={roomy ? undefined : "visually-hidden"}>stale</span>
        </span>
      )}
    </span>
  );
}

const staleReason =
  "Stale: its account and region have not been collected lately. This is how it was last seen.";

export function AzIds({ azIds }: { azIds: string[] }) {
  if (azIds.length === 0) return <span className={classes.absent}>–</span>;
  return (
    <span className={classes.text} title={azIds.join(", ")}>
      {shortAzIds(azIds)}
    </span>
  );
}

/** How old the endpoint is; sorting by it sorts by the time of creation. */
export function Age({ row }: { row: EndpointRow }) {
  const { now, timeZone } = useClock();
  if (row.creationTimestamp === null) return <Unknown reason="AWS gave no creation time.">—</Unknown>;
  const created = new Date(row.creationTimestamp);
  return (
    <time dateTime={row.creationTimestamp} title={`created ${formatTimeFull(created, timeZone)}`}>
      {formatAge(created, now).replace(/ ago$/, "")}
    </time>
  );
}

const trafficDays = 30;

export function Traffic({ row }: { row: EndpointRow }) {
  const { now } = useClock();
  const unknown = trafficUnknown(row);
  if (unknown) return <span className={classes.hatched} role="img" aria-label={unknown} title={unknown} />;
  const model = sparkline(row.bytesDaily, row.bytesDailyFrom, now.getTime(), trafficDays);
  const label =
    model.peak === null
      ? "no day collected"
      : `traffic on ${model.daysWithTraffic} of ${model.daysCollected} days collected, at most ${formatBytes(model.peak)} a day`;
  return <SparkBars model={model} label={label} />;
}

export function Bytes30d({ row }: { row: EndpointRow }) {
  const { now } = useClock();
  if (row.bytes30d === null) {
    const reason = trafficUnknown(row) ?? "Not every day of the window has been collected yet.";
    return <Unknown reason={reason}>—</Unknown>;
  }
  const from = row.measuredFrom === null ? null : new Date(row.measuredFrom);
  const shorter = from !== null && now.getTime() - from.getTime() < (trafficDays - 1) * 86_400_000;
  const title = shorter ? `measured since ${formatTime(from, { now })} only` : undefined;
  return (
    <span className={shorter ? classes.partial : undefined} title={title}>
      {formatBytes(row.bytes30d)}
    </span>
  );
}

export function LastTraffic({ row }: { row: EndpointRow }) {
  const { now } = useClock();
  if (row.lastTrafficAt !== null) return <Time at={row.lastTrafficAt} age />;
  const unknown = trafficUnknown(row);
  if (unknown || row.measuredFrom === null)
    return <Unknown reason={unknown ?? "Not collected yet."}>—</Unknown>;
  return (
    <span className={classes.absent} title={`None since ${formatTime(new Date(row.measuredFrom), { now })}`}>
      none
    </span>
  );
}
