"use client";

import { Fragment } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { endpointsHref } from "#lib/executive/links.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { onCallHref } from "#lib/onCall/query.ts";
import {
  type ConditionCounts,
  conditions,
  type HealthMap,
  type MapRow,
  mapTags,
  type OnCall,
} from "#lib/onCall/schema.ts";
import { Choice } from "./Choice.tsx";
import { cellMarks, fieldMarks, glyphHeight, pitch, placeMark } from "./glyphs.ts";
import { HealthTable } from "./HealthTable.tsx";
import classes from "./healthMap.module.css";
import { conditionTitles, conditionWords } from "./marks.ts";

const roomFor = (regions: number) => (regions <= 3 ? 6 : regions <= 5 ? 4 : 3);
const fieldColumns = 12;
const fieldStep = 6;

/** Account × region, an endpoint a mark, the worst first; what is in order is summed up. */
export function HealthMapPanel({ page }: { page: OnCall }) {
  const { map, query } = page;
  return (
    <Panel
      id="map"
      title="Health map"
      provenance={{
        asOf: page.asOf,
        coverage: { part: map.total - map.counts.unknown, whole: map.total, of: "endpoints" },
        source: "paths walked, inventory, traffic",
      }}
      actions={
        <Choice
          label="Accounts shown"
          options={[
            {
              key: "all",
              label: `all ${formatCount(map.accounts)}`,
              href: onCallHref(query, { map: "all" }),
            },
            {
              key: "trouble",
              label: `${formatCount(map.troubledAccounts)} to look at`,
              href: onCallHref(query, { map: "trouble" }),
            },
          ]}
          chosen={query.map}
        />
      }
    >
      <Legend map={map} />
      {map.total === 0 ? (
        <EmptyState title="No endpoint has been collected yet" />
      ) : (
        <>
          <div className={`${classes.groupBy} no-print`}>
            <span>Group by</span>
            <Choice
              label="Group the map by"
              options={[
                { key: "none", label: "none", href: onCallHref(query, { tag: null }) },
                ...mapTags.map((tag) => ({ key: tag, label: tag, href: onCallHref(query, { tag }) })),
              ]}
              chosen={query.tag ?? "none"}
            />
          </div>
          <ScrollRegion label="Health by account and region" className={classes.scroll}>
            <PlaceMarks />
            <Grid page={page} />
          </ScrollRegion>
          <HealthTable map={map} />
        </>
      )}
    </Panel>
  );
}

function Legend({ map }: { map: HealthMap }) {
  return (
    <ul className={classes.legend}>
      {conditions.map((condition) => (
        <li key={condition} title={conditionTitles[condition]}>
          <span>
            <svg width="10" height={glyphHeight} aria-hidden className={classes.marks}>
              <path d={cellMarks({ ...zero, [condition]: 1 }, 1).paths[0]?.d} data-condition={condition} />
            </svg>{" "}
            <b>{formatCount(map.counts[condition])}</b>
          </span>
          {conditionWords[condition]}
        </li>
      ))}
    </ul>
  );
}

const zero = Object.fromEntries(conditions.map((condition) => [condition, 0])) as ConditionCounts;

function Grid({ page: { map, query } }: { page: OnCall }) {
  const room = roomFor(map.regions.length);
  let group: string | null | undefined;
  return (
    <table className={classes.grid}>
      <caption className="visually-hidden">Endpoints by account and region, worst first</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          {map.regions.map(({ region, troubled, total }) => (
            <th key={region} scope="col">
              {region}
              <small>
                {formatCount(troubled)} of {formatCount(total)}
              </small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {map.rows.map((row) => {
          const begins = query.tag !== null && row.group !== group;
          group = row.group;
          return (
            <Fragment key={`${row.group ?? ""} ${row.accountId}`}>
              {begins && (
                <tr>
                  <th colSpan={map.regions.length + 1} scope="rowgroup" className={classes.group}>
                    {row.group ?? `no ${query.tag} tag`}
                  </th>
                </tr>
              )}
              <Row row={row} map={map} room={room} tag={query.tag} />
            </Fragment>
          );
        })}
        {map.calm.accounts > 0 && <Calm map={map} all={query.map === "all"} />}
      </tbody>
    </table>
  );
}

function Row({ row, map, room, tag }: { row: MapRow; map: HealthMap; room: number; tag: string | null }) {
  const { accountId, accountName, counts, group } = row;
  const filter = { accountId, ...(tag && { [tag]: group }) };
  return (
    <tr data-troubled={counts.failing + counts.degraded + counts.unknown > 0 || undefined}>
      <th scope="row" title={accountId}>
        <Link href={endpointsHref(filter)}>{accountName ?? accountId}</Link>
      </th>
      {map.regions.map(({ region }) => {
        const cell = row.cells.find((one) => one.region === region);
        if (!cell) return <td key={region} />;
        const { paths, marks, more } = cellMarks(cell.counts, room);
        const label = `${accountName ?? accountId}, ${region}: ${countWords(cell.counts)}`;
        return (
          <td key={region}>
            <Link href={endpointsHref({ ...filter, region })} title={label} className={classes.cell}>
              <svg width={marks * pitch} height={glyphHeight} aria-hidden className={classes.marks}>
                {paths.map(({ condition, d }) => (
                  <path key={condition} d={d} data-condition={condition} />
                ))}
              </svg>
              <span className="visually-hidden">{label}</span>
              {more > 0 && <span className={classes.beyond}>+{formatCount(more)}</span>}
            </Link>
          </td>
        );
      })}
    </tr>
  );
}

const countWords = (counts: ConditionCounts): string =>
  conditions
    .filter((condition) => counts[condition] > 0)
    .map((condition) => `${counts[condition]} ${conditionWords[condition]}`)
    .join(", ");

/** The marks that fields of places are filled with. */
function PlaceMarks() {
  return (
    <svg width="0" height="0" aria-hidden className={`${classes.marks} ${classes.patterns}`}>
      {conditions.map((condition) => (
        <pattern
          key={condition}
          id={`place-${condition}`}
          width={fieldStep}
          height={fieldStep}
          patternUnits="userSpaceOnUse"
        >
          <path d={placeMark(condition, fieldStep)} data-condition={condition} data-small />
        </pattern>
      ))}
    </svg>
  );
}

/** All other accounts: a small mark for each account and region, by its worst endpoint. */
function Calm({ map, all }: { map: HealthMap; all: boolean }) {
  const { accounts, endpoints, places } = map.calm;
  return (
    <tr className={classes.calm}>
      <th scope="row">
        {formatCountOf(accounts, all ? "more account" : "other account")}
        <small>{formatCountOf(endpoints, "endpoint")}</small>
        {map.more.rows > 0 && (
          <small>{formatCountOf(map.more.troubled, "endpoint")} of them to look at</small>
        )}
      </th>
      {places.map(({ region, counts }) => {
        const { areas, rows } = fieldMarks(counts, fieldColumns, fieldStep);
        return (
          <td key={region}>
            <svg
              width={fieldColumns * fieldStep}
              height={Math.max(1, rows) * fieldStep + 2}
              className={classes.marks}
              role="img"
              aria-label={`${region}: ${countWords(counts) || "nothing"}, by account`}
            >
              {areas.map(({ condition, d }) => (
                <path key={condition} d={d} fill={`url(#place-${condition})`} />
              ))}
            </svg>
          </td>
        );
      })}
    </tr>
  );
}
