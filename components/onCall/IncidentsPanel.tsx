"use client";

import { Kbd } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useLayoutEffect, useRef, useState } from "react";
import { useClock } from "#components/ui/Clock.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { formatCount, formatCountOf, startWithCountOf } from "#lib/format/numbers.ts";
import { onCallHref } from "#lib/onCall/query.ts";
import type { Incident, OnCall } from "#lib/onCall/schema.ts";
import { Choice } from "./Choice.tsx";
import { holdOrder } from "./heldOrder.ts";
import { IncidentRow } from "./IncidentRow.tsx";
import { KeyHelp } from "./KeyHelp.tsx";
import classes from "./onCall.module.css";
import { SilentRow } from "./SilentPanel.tsx";
import { useOnCallKeys } from "./useOnCallKeys.ts";

/** Incidents that are told before the reader asks for all. */
const firstShown = 8;

interface Props {
  page: OnCall;
  /** The incident that is open; null: none. */
  open: string | null;
  onOpen: (key: string | null) => void;
}

/** The incidents, the worst first. While the reader is on the list it does not move: what is new waits to be shown. */
export function IncidentsPanel({ page, open, onOpen }: Props) {
  const { query, totals, more } = page;
  const { now } = useClock();
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const { onIt, watch } = useReaderOn();
  const { rows, news, show } = useHeld(page, onIt);
  const [help, setHelp] = useState(false);
  const [whole, setWhole] = useState(false);
  const shown = whole
    ? rows
    : rows.filter(({ incident }, index) => index < firstShown || incident.key === open);
  const { said, copied, copy } = useCopied();
  const keepPlace = useKeptPlace(list, open);

  const buttons = () => [
    ...(list.current?.querySelectorAll<HTMLButtonElement>("button[data-incident]") ?? []),
  ];
  const current = () => {
    const focused = document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset.key ?? open;
    return rows.find(({ incident }) => incident.key === focused)?.incident ?? rows[0]?.incident;
  };
  const move = (step: number) => {
    const all = buttons();
    const at = all.findIndex((one) => one.closest("[data-key]")?.contains(document.activeElement));
    const next =
      all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const toggle = (key: string) => {
    keepPlace(key);
    onOpen(open === key ? null : key);
  };
  useOnCallKeys({
    j: () => move(1),
    k: () => move(-1),
    o: () => {
      const href = current()?.pathHref;
      if (href) router.push(href);
    },
    c: () => copy(current()),
    n: show,
    "g s": () => router.push(onCallHref(query, { by: "service" }), { scroll: false }),
    "g a": () => router.push(onCallHref(query, { by: "account" }), { scroll: false }),
    "?": () => setHelp(true),
  });

  return (
    <Panel
      id="incidents"
      className={classes.incidents}
      title="Incidents"
      provenance={{ asOf: page.asOf, source: "paths walked hop by hop" }}
      actions={
        <Choice
          label="Group incidents"
          options={[
            { key: "service", label: "by service", href: onCallHref(query, { by: "service" }) },
            { key: "account", label: "by account", href: onCallHref(query, { by: "account" }) },
          ]}
          chosen={query.by}
        />
      }
      footer={
        <>
          Burn is that of the rows’ own probes over the last hour; the budget is the objective’s. Findings
          that stop no call are in{" "}
          <Link className="figure" href="/findings">
            Findings
          </Link>
          .
        </>
      }
    >
      <div className={classes.listHead}>
        <Choice
          label="Severity"
          options={[
            {
              key: "all",
              label: `All ${formatCount(totals.incidents)}`,
              href: onCallHref(query, { severity: null }),
            },
            {
              key: "page",
              label: `Page ${formatCount(totals.page)}`,
              href: onCallHref(query, { severity: "page" }),
            },
            {
              key: "ticket",
              label: `Ticket ${formatCount(totals.ticket)}`,
              href: onCallHref(query, { severity: "ticket" }),
            },
          ]}
          chosen={query.severity ?? "all"}
        />
        <button type="button" className={`${classes.keyHint} no-print`} onClick={() => setHelp(true)}>
          <Kbd>j</Kbd> <Kbd>k</Kbd> move <Kbd>o</Kbd> path <Kbd>c</Kbd> copy <Kbd>?</Kbd>
          <span className="visually-hidden"> keys of this page</span>
        </button>
      </div>
      <div aria-live="polite" className={classes.news} data-any={news > 0 || undefined}>
        {news > 0 && (
          <button type="button" className={classes.action} onClick={show}>
            {formatCountOf(news, "new incident")}: show <Kbd>n</Kbd>
          </button>
        )}
        <span className="visually-hidden">{said}</span>
      </div>
      <div ref={list} {...watch}>
        {rows.length + page.silent.length === 0 ? (
          <Nothing page={page} />
        ) : (
          <ol className={classes.list}>
            {page.silent.map((group) => (
              <SilentRow key={group.key} group={group} />
            ))}
            {shown.map(({ incident, over }) => (
              <IncidentRow
                key={incident.key}
                incident={incident}
                over={over}
                open={incident.key === open}
                now={now}
                onToggle={() => toggle(incident.key)}
                copied={incident.key === copied}
                onCopy={() => copy(incident)}
              />
            ))}
          </ol>
        )}
      </div>
      {shown.length < rows.length && (
        <p className={classes.more}>
          <button type="button" className={classes.action} onClick={() => setWhole(true)}>
            {formatCountOf(rows.length - shown.length, "more incident")}
          </button>
        </p>
      )}
      {more > 0 && (
        <p className={classes.foot}>
          <Link
            className="figure"
            href={`/findings?isVerdict=true${query.severity ? `&severity=${query.severity}` : ""}`}
          >
            {formatCountOf(more, "more incident")} in Findings
          </Link>
        </p>
      )}
      <KeyHelp opened={help} onClose={() => setHelp(false)} />
    </Panel>
  );
}

function Nothing({ page }: { page: OnCall }) {
  const { map, query } = page;
  if (!page.judged)
    return (
      <EmptyState title="Nothing has been judged yet">It follows the first complete collection.</EmptyState>
    );
  if (query.severity !== null)
    return <EmptyState title={`No ${query.severity} is open`}>Other severities may be.</EmptyState>;
  return (
    <EmptyState title="No path is seen to fail">
      <p>
        {startWithCountOf(map.counts.ok, "endpoint")} in order at every hop; of{" "}
        {formatCount(map.counts.partly)} nothing is seen to fail, and some hop could not be judged;{" "}
        {formatCount(map.counts.idle)} idle; {formatCount(map.counts.unknown)} cannot be judged now.
      </p>
    </EmptyState>
  );
}

/** Whether the reader is on a part of the page: the pointer is over it, or the focus within. */
function useReaderOn() {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  return {
    onIt: pointer || focus,
    watch: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      onBlur: () => setFocus(false),
    },
  };
}

/** The list as the reader has it before them; it moves when they are elsewhere, or ask for it. */
function useHeld(page: OnCall, onIt: boolean) {
  const view = `${page.query.by} ${page.query.severity}`;
  const [seen, setSeen] = useState<{ view: string; incidents: Incident[] }>({
    view,
    incidents: page.incidents,
  });
  const moves = seen.view !== view || !onIt;
  if (moves && (seen.view !== view || seen.incidents !== page.incidents))
    setSeen({ view, incidents: page.incidents });
  const { rows, news } = holdOrder(moves ? page.incidents : seen.incidents, page.incidents);
  return { rows, news, show: () => setSeen({ view, incidents: page.incidents }) };
}

function useCopied() {
  const clipboard = useClipboard({ timeout: 2_000 });
  const [last, setLast] = useState<Incident | null>(null);
  return {
    said: last?.command && !clipboard.error ? `Copied: ${last.command.title}` : "",
    copied: clipboard.copied ? (last?.key ?? null) : null,
    copy: (incident: Incident | undefined) => {
      if (!incident?.command) return;
      setLast(incident);
      clipboard.copy(incident.command.command);
    },
  };
}

/** Closing what is open above must not move what the reader has just pressed. */
function useKeptPlace(list: React.RefObject<HTMLElement | null>, open: string | null) {
  const kept = useRef<{ key: string; top: number } | null>(null);
  const find = (key: string) => list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every change of what is open.
  useLayoutEffect(() => {
    if (!kept.current) return;
    const { key, top } = kept.current;
    kept.current = null;
    const moved = (find(key)?.getBoundingClientRect().top ?? top) - top;
    if (moved !== 0) window.scrollBy(0, moved);
  }, [open]);
  return (key: string) => {
    const top = find(key)?.getBoundingClientRect().top;
    kept.current = top === undefined ? null : { key, top };
  };
}
