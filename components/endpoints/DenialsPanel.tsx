import { right } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointEvidence } from "#lib/inventory/endpointEvidence.ts";
import classes from "./evidence.module.css";
import { LogPanel } from "./LogPanel.tsx";
import { hoursOf } from "./windowWords.ts";

/** Calls that the endpoint's policy denied, by principal and action. */
export function DenialsPanel({ denials, denialsRange }: Pick<EndpointEvidence, "denials" | "denialsRange">) {
  return (
    <LogPanel
      id="denials"
      title={`Denied by the policy, ${hoursOf(denialsRange)}`}
      provenance={{
        source: "CloudTrail network activity, VpceAccessDenied",
        href: "/collectors?collector=access-denials",
      }}
      summary={denials}
      none="Nothing was denied"
      label="Denied calls by principal and action"
      columns={["Principal", "Action", right("Calls"), "From", "Last"]}
      fewer="calls"
      row={(group) => (
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
          <td data-align="right">{formatCount(group.calls)}</td>
          <td className="mono">
            {group.sourceIpAddresses.slice(0, 2).join(" ")}
            {group.sourceIpAddresses.length > 2 && ` +${group.sourceIpAddresses.length - 2}`}
          </td>
          <td className={classes.nowrap}>
            <Time at={group.lastAt} />
          </td>
        </tr>
      )}
    />
  );
}

/** `role/app/session of 123…` of an ARN; anything else as it is. */
function shortArn(arn: string): string {
  const [, account, rest] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  return rest ? `${rest} of ${account}` : arn;
}
