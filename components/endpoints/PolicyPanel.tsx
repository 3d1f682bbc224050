import { Panel } from "#components/ui/Panel.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import { type PolicyStatement, summarizePolicy } from "#lib/inventory/policySummary.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./endpoint.module.css";

/** The endpoint policy: what it says in short, and the document. */
export function PolicyPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const { policyDocument, provenance } = endpoint;
  const summary = summarizePolicy(policyDocument);
  return (
    <Panel
      id="policy"
      title="Endpoint policy"
      provenance={{ asOf: provenance.lastSuccess, source: "EC2 DescribeVpcEndpoints", href: "/collectors" }}
    >
      {summary.kind === "none" && (
        <p className={classes.text}>
          AWS reports no policy: this type has none, or its service does not take one.
        </p>
      )}
      {summary.kind === "unreadable" && (
        <p className={classes.text}>The document is not a policy that could be read.</p>
      )}
      {summary.kind === "full-access" && (
        <p className={classes.text}>
          <strong>Full access:</strong> any principal may do anything through this endpoint that their own
          permissions allow. This is what AWS sets where nobody wrote a policy.
        </p>
      )}
      {summary.kind === "statements" && (
        <>
          <p className={classes.text}>{formatCountOf(summary.statements.length, "statement")}</p>
          <ul className={classes.statements}>
            {summary.statements.map((statement, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: statements have no id, and the list never changes.
              <Statement key={index} statement={statement} />
            ))}
          </ul>
        </>
      )}
      {policyDocument && (
        <details className={classes.details}>
          <summary>Document</summary>
          <pre className={classes.code}>{pretty(policyDocument)}</pre>
        </details>
      )}
    </Panel>
  );
}

function pretty(document: string): string {
  try {
    return JSON.stringify(JSON.parse(document), null, 2);
  } catch {
    return document;
  }
}

function Statement({ statement }: { statement: PolicyStatement }) {
  const { effect, principals, actions, resources, conditions, notPrincipals, notActions, notResources } =
    statement;
  return (
    <li data-effect={effect}>
      <strong>{effect === "unknown" ? "effect not stated" : effect.toLowerCase()}</strong>
      <dl>
        <Line title={notPrincipals ? "everybody but" : "who"} values={principals} />
        <Line title={notActions ? "everything but" : "what"} values={actions} />
        <Line title={notResources ? "on all but" : "on"} values={resources} />
        {conditions.length > 0 && <Line title="if" values={conditions} />}
      </dl>
    </li>
  );
}

const shownValues = 6;

function Line({ title, values }: { title: string; values: string[] }) {
  const more = values.length - shownValues;
  return (
    <div className={classes.statementLine}>
      <dt>{title}</dt>
      <dd className={`mono ${classes.wrap}`}>
        {values.length === 0 ? "not stated" : values.slice(0, shownValues).join(", ")}
        {more > 0 && ` and ${more} more`}
      </dd>
    </div>
  );
}
