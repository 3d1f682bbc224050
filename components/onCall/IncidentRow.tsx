"use client";

import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { AcknowledgeButton } from "#components/alerts/AcknowledgeButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount, formatCountOf, formatDecimal } from "#lib/format/numbers.ts";
import type { Incident, IncidentSlo } from "#lib/onCall/schema.ts";
import { shortActor } from "#lib/onCall/words.ts";
import { IncidentDetails } from "./IncidentDetails.tsx";
import { ageOf, hopWord } from "./IncidentStrip.tsx";
import { MiniPath } from "./MiniPath.tsx";
import { conditionStatus } from "./marks.ts";
import classes from "./onCall.module.css";

interface Props {
  incident: Incident;
  over: boolean;
  open: boolean;
  now: Date;
  /** Its command has just been copied. */
  copied: boolean;
  onToggle: () => void;
  onCopy: () => void;
}

/** One incident: what, where, since when, whose, what was touched before; opened, the hop and what to run. */
export function IncidentRow({ incident, over, open, now, copied, onToggle, onCopy }: Props) {
  const { key, title, severity, condition, regions, owners, applications, sentence, pathHref, command } =
    incident;
  const detailsId = `details-${key.replaceAll(/[^a-zA-Z0-9-]/g, "-")}`;
  return (
    <li
      className={classes.incident}
      data-open={open || undefined}
      data-over={over || undefined}
      data-key={key}
    >
      <div className={classes.incidentMark}>
        <StatusMark
          status={over ? "ok" : conditionStatus[condition]}
          size={13}
          label={over ? "over" : condition}
        />
      </div>
      <div className={classes.incidentMain}>
        <h3 className={classes.incidentTitle}>
          <button
            type="button"
            data-incident={key}
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            onClick={onToggle}
          >
            {title}
          </button>
          <span className={classes.severity} data-severity={severity}>
            {severity}
          </span>
          {over && <span className={classes.severity}>no longer seen</span>}
          {incident.stale && <span className={classes.severity}>not judged lately</span>}
          <span className="quiet">
            {formatCountOf(incident.endpoints, "endpoint")} in {formatCountOf(incident.accounts, "account")}
          </span>
        </h3>
        <p className={classes.place}>
          {regions.join(", ")} · {ownerWords(owners)}
          {applications.length > 0 && ` · ${shortList("application", applications)}`}
        </p>
        <p className={classes.sentence}>{sentence}</p>
        <Taken incident={incident} />
        <ChangeLine incident={incident} />
      </div>
      <div className={classes.incidentSide}>
        <p
          className={classes.age}
          title={incident.sinceKnown ? undefined : "It was so at the first look; it may be older."}
        >
          <b>{ageOf(incident, now)}</b>{" "}
          <span className="quiet">
            since <Time at={incident.since} />
          </span>
        </p>
        <p className={classes.hop}>
          <MiniPath hops={incident.hops} condition={condition} />
          <b data-condition={condition}>{hopWord(incident)}</b>
        </p>
        <Burn slo={incident.slo} />
        <div className={`${classes.actions} no-print`}>
          <Acknowledge incident={incident} />
          <Link className={classes.action} href={pathHref}>
            Path
          </Link>
          {command && (
            <button
              type="button"
              className={classes.action}
              onClick={onCopy}
              aria-label={`Copy: ${command.title}`}
            >
              {copied ? (
                <IconCheck size={13} stroke={1.8} aria-hidden />
              ) : (
                <IconCopy size={13} stroke={1.8} aria-hidden />
              )}{" "}
              Copy
            </button>
          )}
        </div>
      </div>
      {open && <IncidentDetails id={detailsId} incident={incident} />}
    </li>
  );
}

/** Takes on all alerts of the incident that nobody has; where there is none, gives them back. */
function Acknowledge({ incident: { alerts, title } }: { incident: Incident }) {
  const client = useQueryClient();
  const undo = alerts.asking.length === 0;
  const alertIds = undo ? alerts.taken : alerts.asking;
  if (alertIds.length === 0) return null;
  const onDone = () => void client.invalidateQueries({ queryKey: ["on-call"] });
  return <AcknowledgeButton className={classes.action} what={title} {...{ alertIds, undo, onDone }} />;
}

function Taken({ incident: { alerts } }: { incident: Incident }) {
  if (!alerts.takenBy || !alerts.takenAt) return null;
  const left = alerts.asking.length;
  return (
    <p className={classes.change}>
      Taken on by <b>{alerts.takenBy}</b> <Time at={alerts.takenAt} />
      {left > 0 && <span className="quiet"> · {formatCountOf(left, "alert")} since then</span>}
    </p>
  );
}

function ChangeLine({ incident: { change, noChange, sinceKnown } }: { incident: Incident }) {
  if (!change) return noChange && <p className={classes.change}>◇ {noChange}</p>;
  const before = change.minutesBefore;
  return (
    <p className={classes.change}>
      <span className={classes.diamond} aria-hidden>
        ◆
      </span>{" "}
      <Time at={change.at} />{" "}
      <b title={change.actor ?? undefined}>{change.actor ? shortActor(change.actor) : "somebody"}</b> ·{" "}
      {change.what}{" "}
      <span className="quiet">
        {before > 0
          ? `${minutes(before)} before${sinceKnown ? "" : " it was first looked at"}`
          : "at the same time"}
        {!change.exact && ", seen between two runs"}
      </span>
    </p>
  );
}

function minutes(count: number): string {
  if (count < 120) return `${count} min`;
  const hours = Math.round(count / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

function Burn({ slo }: { slo: IncidentSlo | null }) {
  if (!slo) return <p className={classes.burnLine}>no objective covers it</p>;
  const { burnRate, budgetLeft, title, objective, exhaustedAt } = slo;
  const left = budgetLeft === null ? null : Math.max(0, Math.min(1, budgetLeft));
  return (
    <div className={classes.burnLine} title={`${title}, ${objective} %`}>
      <span>
        {burnRate === null ? "burn not probed" : `burn ${burnWords(burnRate)}`} ·{" "}
        {budgetLeft === null
          ? "budget unknown"
          : budgetLeft <= 0
            ? "budget used up"
            : `budget ${formatDecimal(budgetLeft * 100, 0)} %`}
      </span>
      {left !== null && (
        <span className={classes.budgetBar} aria-hidden>
          <span style={{ width: `${left * 100}%` }} />
        </span>
      )}
      {exhaustedAt && (
        <span className="quiet">
          gone at <Time at={exhaustedAt} />
        </span>
      )}
    </div>
  );
}

export function burnWords(rate: number): string {
  return `${rate >= 100 ? formatCount(Math.round(rate)) : formatDecimal(rate, rate < 10 ? 1 : 0)}×`;
}

const ownerWords = (owners: readonly string[]) =>
  owners.length === 0 ? "no owner tag" : shortList("owner", owners);

function shortList(noun: string, values: readonly string[]): string {
  const more = values.length - 2;
  return `${noun}${values.length === 1 ? "" : "s"} ${values.slice(0, 2).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
