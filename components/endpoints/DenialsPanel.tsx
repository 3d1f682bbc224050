import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointEvidence } from "#lib/inventory/endpointEvidence.ts";
import classes from "./evidence.module.css";
import { hoursOf, knownTo } from "./windowWords.ts";

const atMost = 50;

/** Calls that the endpoint's policy denied, by principal and action. */
export function DenialsPanel({ denials, denialsRange }: Pick<EndpointEvidence, "denials" | "denialsRange">) {
  return (
    <Panel
      id="denials"
      title={`Denied by the policy, ${hoursOf(denialsRange)}`}
      provenance={{
        asOf: knownTo(denials),
        source: "CloudTrail network activity, VpceAccessDenied",
        href: "/collectors?collector=access-denials",
      }}
      footer={
        denials.state === "seen" && !denials.complete
          ? `At least these: not all of the time was asked for (${denials.reason}).`
          : undefined
      }
    >
      {denials.state === "unknown" ? (
        <p className={classes.text}>
          <StatusMark status="unknown" /> Not known: {denials.reason}.
        </p>
      ) : denials.state === "none-seen" ? (
        <p className={classes.text}>
          <StatusMark status="ok" /> Nothing was denied in this time, all of which was asked for up to{" "}
          <Time at={denials.askedTo} />.
        </p>
      ) : (
        <ScrollRegion label="Denied calls" className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">Denied calls by principal and action</caption>
            <thead>
              <tr>
                <th scope="col">Principal</th>
                <th scope="col">Action</th>
                <th scope="col" data-number>
                  Calls
                </th>
                <th scope="col">From</th>
                <th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {denials.groups.slice(0, atMost).map((group) => (
                <tr key={`${group.principal} ${group.action}`}>
                  <th scope="row">
                    {group.principal ? (
                      <span className="mono" title={group.principal}>
                        {shortArn(group.principal)}
                      </span>
                    ) : (
                      <Unknown reason="CloudTrail names nobody for these calls." />
                    )}
                  </th>
                  <td className="mono" title={group.errorMessage ?? undefined}>
                    {group.action}
                  </td>
                  <td data-number>{formatCount(group.calls)}</td>
                  <td className="mono">
                    {group.sourceIpAddresses.slice(0, 2).join(" ")}
                    {group.sourceIpAddresses.length > 2 && ` +${group.sourceIpAddresses.length - 2}`}
                  </td>
                  <td className={classes.nowrap}>
                    <Time at={group.lastAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {denials.groups.length > atMost && (
            <p className={classes.note}>
              And {formatCount(denials.groups.length - atMost)} more with fewer calls.
            </p>
          )}
        </ScrollRegion>
      )}
    </Panel>
  );
}

/** `role/app/session of 123…` of an ARN; anything else as it is. */
function shortArn(arn: string): string {
  const [, account, rest] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  return rest ? `${rest} of ${account}` : arn;
}
