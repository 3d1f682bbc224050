import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { SilentGroup } from "#lib/onCall/schema.ts";
import classes from "./onCall.module.css";

/** Accounts that do not report: what is in them is not known, which is neither broken nor in order. */
export function SilentRow({ group }: { group: SilentGroup }) {
  const { accounts, endpoints, summary, fix, lastSuccessAt } = group;
  const [first] = accounts;
  const names = accounts.slice(0, 3).map(({ accountId, accountName }) => accountName ?? accountId);
  const more = accounts.length - names.length;
  return (
    <li className={classes.incident}>
      <div className={classes.incidentMark}>
        <StatusMark status="unknown" size={13} label="not reporting" />
      </div>
      <div className={classes.incidentMain}>
        <h3 className={classes.incidentTitle}>
          {names.join(", ")}
          {more > 0 && ` and ${more} more`}
          <span className="quiet">{formatCountOf(endpoints, "endpoint")} not known</span>
        </h3>
        <p className={classes.sentence}>
          {summary} Its endpoints are unknown, not healthy. {fix}
        </p>
      </div>
      <div className={classes.incidentSide}>
        <p className={classes.age}>
          <b>not reporting</b>{" "}
          <span className="quiet">
            {lastSuccessAt ? (
              <>
                last good <Time at={lastSuccessAt} />
              </>
            ) : (
              "never read"
            )}
          </span>
        </p>
        <div className={`${classes.actions} no-print`}>
          <Link className={classes.action} href={`/collectors?account=${first?.accountId ?? ""}#runs`}>
            Runs
          </Link>
        </div>
      </div>
    </li>
  );
}
