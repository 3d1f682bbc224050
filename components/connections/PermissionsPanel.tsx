import { answerStatus } from "#components/diagnosis/words.ts";
import classes from "#components/endpoints/endpoint.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import type { CheckAnswer, CheckId } from "#lib/diagnosis/schema.ts";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";

const asked: CheckId[] = [
  "principal-not-allowed",
  "connection-rejected",
  "open-service",
  "principal-too-wide",
];
const atMost = 40;

/** Whom the service lets in, and whether this consumer is among them. */
export function PermissionsPanel({ page }: { page: ConnectionPage }) {
  const { provider, diagnosis, connectionAsOf } = page;
  if (!provider)
    return (
      <Panel id="permissions" title="Permissions">
        <p className={classes.text}>Whom the service allows is known to its provider alone.</p>
      </Panel>
    );
  const principals = provider.allowedPrincipals;
  const hop = diagnosis?.hops.find((one) => one.hop === "service");
  const answers = hop ? [...hop.causes, ...hop.contributing, ...hop.advisory] : [];
  return (
    <Panel
      id="permissions"
      title="Permissions"
      provenance={{
        asOf: connectionAsOf,
        source: "EC2 DescribeVpcEndpointServicePermissions",
        href: "/collectors",
      }}
    >
      <ul className={classes.plainList}>
        {answers
          .filter(({ checkId, state }) => asked.includes(checkId) && state !== "not-applicable")
          .map((answer) => (
            <Answer key={`${answer.checkId} ${answer.state}`} answer={answer} />
          ))}
      </ul>
      <dl className={classes.facts}>
        <div>
          <dt>Allowed principals</dt>
          <dd>
            {principals.length === 0 ? (
              <span className={classes.faint}>none: only the provider's own account may connect</span>
            ) : (
              <ul className={classes.plainList}>
                {principals.slice(0, atMost).map((principal) => (
                  <li key={principal} className={`mono ${classes.wrap}`}>
                    {principal}
                  </li>
                ))}
                {principals.length > atMost && (
                  <li className={classes.faint}>and {principals.length - atMost} more</li>
                )}
              </ul>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

function Answer({ answer }: { answer: CheckAnswer }) {
  return (
    <li>
      <StatusMark status={answerStatus(answer)} label={answer.state} /> {answer.reason}
    </li>
  );
}
