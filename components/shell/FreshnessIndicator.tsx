"use client";

import { useNetwork } from "@mantine/hooks";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { useClock } from "#components/ui/Clock.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCountOf, formatShare } from "#lib/format/numbers.ts";
import type { Freshness } from "#lib/runs/freshness.ts";
import classes from "./shell.module.css";
import { useFreshness } from "./useFreshness.ts";

const refreshMs = 60_000;

/**
 * As-of time, share of scopes that are fresh, and what is failing, on every page; opens the collectors page.
 * Renews the page when collectors brought something new, and says when Linkledger itself cannot be reached.
 */
export function FreshnessIndicator({ initial }: { initial: Freshness }) {
  const { freshness, reachable } = useFreshness(initial);
  const { online } = useNetwork();
  useRenewal(freshness, reachable && online);
  const { status, text, title } = stateOf(freshness, reachable, online);
  return (
    <>
      <Link href="/collectors" className={classes.freshness} data-status={status} title={title}>
        <StatusMark status={status} />
        <span className={classes.freshnessText}>{text}</span>
      </Link>
      <span role="status" className="visually-hidden">
        {status === "bad" ? title : ""}
      </span>
    </>
  );
}

function stateOf(freshness: Freshness, reachable: boolean, online: boolean) {
  if (!online || !reachable) {
    return view(
      "bad",
      "No connection",
      "Linkledger cannot be reached; what is shown is the last that arrived.",
    );
  }
  if (!freshness.database) {
    return view("bad", "Database down", "The app runs, but its database does not answer.");
  }
  const { asOf, scopes, fresh, failing, waiting, overdue } = freshness;
  if (scopes === 0) return view("unknown", "Nothing collected yet", "No scope has been planned so far.");
  const done = scopes - waiting;
  if (waiting > 0) {
    return view(
      "busy",
      `Collecting, ${formatShare(done, scopes)}`,
      `${done} of ${scopes} scopes attempted so far.`,
    );
  }
  const problems = [
    failing > 0 && `${formatCountOf(failing, "scope")} failing`,
    overdue > 0 && `${formatCountOf(overdue, "scope")} overdue`,
  ].filter(Boolean);
  const status: Status = overdue * 2 > scopes ? "bad" : problems.length > 0 ? "warn" : "ok";
  const text = (
    <>
      {asOf && <Time at={asOf} />}
      <span className={classes.freshnessMore}> · {formatShare(fresh, scopes)} fresh</span>
      {problems.length > 0 && <span className={classes.freshnessMore}> · {problems.join(", ")}</span>}
    </>
  );
  const detail = freshness.failingCollectors
    .map(({ collector, failing: n }) => `${collector} ${n}`)
    .join(", ");
  return view(status, text, `${fresh} of ${scopes} scopes are fresh.${detail ? ` Failing: ${detail}.` : ""}`);
}

const view = (status: Status, text: ReactNode, title: string) => ({ status, text, title });

/** Asks the server for the page again when the data behind it changed, at most once a minute. */
function useRenewal(freshness: Freshness, connected: boolean): void {
  const router = useRouter();
  const { adjust } = useClock();
  const shown = useRef({ key: keyOf(freshness), at: 0 });
  const key = keyOf(freshness);
  useEffect(() => adjust(freshness.now), [adjust, freshness.now]);
  useEffect(() => {
    if (!connected || key === shown.current.key) return;
    const wait = Math.max(0, shown.current.at + refreshMs - performance.now());
    const timer = setTimeout(() => {
      shown.current = { key, at: performance.now() };
      router.refresh();
    }, wait);
    return () => clearTimeout(timer);
  }, [key, connected, router]);
}

const keyOf = (freshness: Freshness) => (freshness.database ? freshness.version : "down");
