import { decisionWords, idleStateWords } from "#components/idle/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import type { IdleItem } from "#lib/idle/list.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./evidence.module.css";

/** Whether the endpoint and its zones are in use, with the proof, and what their owner decided. */
export function UsePanel({ endpoint }: { endpoint: EndpointDetail }) {
  const { idle, vpcEndpointId } = endpoint;
  const [first] = idle;
  if (!first)
    return (
      <Panel id="use" title="In use?">
        <p className={classes.text}>
          {endpoint.goneAt
            ? "It is gone: there is nothing to judge."
            : "Not judged yet: the fleet has not been evaluated since it was first seen."}
        </p>
      </Panel>
    );
  return (
    <Panel
      id="use"
      title="In use?"
      provenance={{ asOf: first.asOf, source: "judged from measured traffic" }}
      footer={
        <Link className="figure" href={`/idle?q=${encodeURIComponent(vpcEndpointId)}`}>
          Verdict and decisions
        </Link>
      }
    >
      <ul className={classes.leadUp}>
        {idle.map((item) => (
          <Verdict key={item.subnetId} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function Verdict({ item }: { item: IdleItem }) {
  const { azId, subnetId, state, reason, confidence, savingUsd, decision, decidedBy, decidedAt, keepUntil } =
    item;
  const { status, text } = idleStateWords[state];
  const idle = state === "idle";
  return (
    <li>
      <span>
        <StatusPill status={status}>{text}</StatusPill> {subnetId && (azId ?? subnetId)}
      </span>
      <div>
        {reason}.
        {idle && (
          <p>
            Saves{" "}
            {savingUsd === null ? <Unknown reason="No price is known." /> : `${formatUsd(savingUsd)} a month`}
            {confidence && `, ${confidence} confidence`}.
          </p>
        )}
        {decision ? (
          <p>
            {decisionWords[decision]} by {decidedBy}
            {decidedAt && (
              <>
                , <Time at={decidedAt} />
              </>
            )}
            {decision === "keep" && keepUntil && (
              <>
                , until <Time at={keepUntil} />
              </>
            )}
            {item.decisionReason && `: ${item.decisionReason}`}
          </p>
        ) : (
          idle && <p>Its owner has decided nothing yet.</p>
        )}
      </div>
    </li>
  );
}
