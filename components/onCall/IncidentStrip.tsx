import { StatusMark } from "#components/ui/StatusMark.tsx";
import { formatAge } from "#lib/format/time.ts";
import type { Incident } from "#lib/onCall/schema.ts";
import { MiniPath } from "./MiniPath.tsx";
import { conditionStatus, hopNames } from "./marks.ts";
import classes from "./onCall.module.css";

/** The worst six side by side, each with its broken hop; a click opens it below. */
export function IncidentStrip({
  incidents,
  open,
  now,
  onOpen,
}: {
  incidents: readonly Incident[];
  open: string | null;
  now: Date;
  onOpen: (key: string) => void;
}) {
  if (incidents.length < 2) return null;
  return (
    <nav className={classes.strip} aria-label="Worst incidents">
      {incidents.slice(0, 6).map((incident) => (
        <button
          key={incident.key}
          type="button"
          className={classes.stripItem}
          aria-current={incident.key === open || undefined}
          onClick={() => onOpen(incident.key)}
        >
          <span className={classes.stripTitle} title={incident.title}>
            <StatusMark status={conditionStatus[incident.condition]} label={incident.condition} />{" "}
            {incident.title}
          </span>
          <span className={classes.stripPath}>
            <MiniPath hops={incident.hops} condition={incident.condition} />
            <span data-condition={incident.condition}>
              {isHop(incident.hop) ? hopNames[incident.hop] : "unknown"}
            </span>
            <span className="quiet">{ageOf(incident, now)}</span>
          </span>
        </button>
      ))}
    </nav>
  );
}

const isHop = (hop: Incident["hop"]): hop is keyof typeof hopNames => hop !== null && hop !== "fleet";

export const hopWord = ({ hop }: Incident): string => (isHop(hop) ? hopNames[hop] : "hop not known");

/** `29 min`, or at least that where it was so at the first look. */
export function ageOf({ since, sinceKnown }: Incident, now: Date): string {
  const age = formatAge(new Date(since), now).replace(/ ago$/, "");
  return sinceKnown ? age : `≥ ${age}`;
}
