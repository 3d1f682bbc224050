"use client";

import Link from "next/link";
import { useClock } from "#components/ui/Clock.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatAge } from "#lib/format/time.ts";
import type { Freshness, Stopped } from "#lib/runs/freshness.ts";
import classes from "./shell.module.css";
import { useFreshness } from "./useFreshness.ts";

/** On every page, what has brought nothing for too long: a page that looks as ever would be taken for the present. */
export function StoppedBanner({ initial }: { initial: Freshness }) {
  const { freshness } = useFreshness(initial);
  const { now } = useClock();
  if (!freshness.database) return null;
  const first = freshness.stopped[0];
  if (!first) return null;
  const { asOf } = freshness;
  const collectors = freshness.stopped.filter(({ kind }) => kind === "collector");
  const judgements = freshness.stopped.filter(({ kind }) => kind === "judgement");
  return (
    <div className={classes.stopped}>
      <StaleBanner status="bad">
        <strong>Not of the present.</strong>{" "}
        {collectors.length > 0 && <Sentence what="Not collected" stopped={collectors} now={now} />}{" "}
        {judgements.length > 0 && <Sentence what="Not judged" stopped={judgements} now={now} />}{" "}
        {asOf && (
          <>
            The newest of all that was collected is of <Time at={asOf} />.{" "}
          </>
        )}
        <span className={classes.wide}>What needs these shows what was known then. </span>
        <Link href="/collectors">See what runs</Link>.
      </StaleBanner>
    </div>
  );
}

const mostNamed = 4;

function Sentence({ what, stopped, now }: { what: string; stopped: Stopped[]; now: Date }) {
  const newest = stopped.at(-1);
  if (!newest) return null;
  const named = stopped.slice(0, mostNamed).map(({ name }) => name);
  const more = stopped.length - named.length;
  return (
    <span title={stopped.map(({ title, name }) => `${name}: ${title}`).join("\n")}>
      {what} for at least {formatAge(new Date(newest.since), now).replace(/ ago$/, "")}
      <span className={classes.wide}>
        : {named.join(", ")}
        {more > 0 && ` and ${more} more`}
      </span>
      .
    </span>
  );
}
