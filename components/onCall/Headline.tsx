"use client";

import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount, formatCountOf, startWithCountOf } from "#lib/format/numbers.ts";
import type { OnCall } from "#lib/onCall/schema.ts";
import classes from "./onCall.module.css";
import type { Trouble } from "./useOnCall.ts";

/** The page in words: how many fail, are degraded, do not report, and since when. */
export function Headline({ page, trouble }: { page: OnCall; trouble: Trouble | null }) {
  const silent = page.silent.reduce((sum, { accounts }) => sum + accounts.length, 0);
  const { failing, degraded } = page.totals;
  const calm = failing + degraded + silent === 0;
  return (
    <header className={classes.head}>
      <div>
        <h1 className={classes.headline}>
          {!page.judged ? (
            <span>
              <StatusMark status="unknown" size={14} /> Nothing has been judged yet
            </span>
          ) : calm ? (
            <span>
              <StatusMark status="ok" size={14} /> Nothing fails
            </span>
          ) : (
            <>
              {failing > 0 && (
                <span>
                  <StatusMark status="bad" size={14} /> {formatCount(failing)} failing
                </span>
              )}
              {degraded > 0 && (
                <span>
                  <StatusMark status="warn" size={14} /> {formatCount(degraded)} degraded
                </span>
              )}
              {silent > 0 && (
                <span>
                  <StatusMark status="unknown" size={14} /> {formatCountOf(silent, "account")} not reporting
                </span>
              )}
            </>
          )}
        </h1>
        <Subline page={page} calm={calm} />
      </div>
      <LiveLine page={page} trouble={trouble} />
    </header>
  );
}

function Subline({ page, calm }: { page: OnCall; calm: boolean }) {
  const { totals, endpoints, map, firstSince } = page;
  if (!page.judged)
    return (
      <p className={classes.subline}>
        The first diagnosis follows the first complete collection, usually within minutes. The{" "}
        <Link className="figure" href="/collectors">
          collectors page
        </Link>{" "}
        shows how far it is.
      </p>
    );
  const ok = startWithCountOf(map.counts.ok, "endpoint");
  const judged = `${ok} in order at every hop, ${formatCount(map.counts.partly)} with nothing seen to fail`;
  const open = map.counts.unknown > 0 ? `, ${formatCount(map.counts.unknown)} cannot be judged now` : "";
  if (calm)
    return (
      <p className={classes.subline}>
        {judged}
        {open}.
      </p>
    );
  const [newest] = page.incidents.toSorted((a, b) => (a.since < b.since ? 1 : -1));
  return (
    <p className={classes.subline}>
      {formatCount(totals.failing + totals.degraded)} of {formatCountOf(endpoints, "endpoint")} in{" "}
      {formatCountOf(totals.incidents, "incident")}
      {firstSince && newest && (
        <>
          , the newest since <Time at={firstSince} />
        </>
      )}
      {open}. {judged}.
    </p>
  );
}

/** How old the picture is, and whether newer ones arrive. */
function LiveLine({ page, trouble }: { page: OnCall; trouble: Trouble | null }) {
  return (
    <p className={classes.live}>
      <StatusMark status={trouble ? "bad" : "ok"} size={9} />{" "}
      {trouble ? "not live, last read " : "live, read "}
      <Time at={page.readAt} age />
      {page.asOf && (
        <>
          {" "}
          · data to <Time at={page.asOf} />
        </>
      )}
      {page.evaluatedAt && (
        <>
          <br />
          judged <Time at={page.evaluatedAt} age />, asked again every 20 s
        </>
      )}
    </p>
  );
}
