import classes from "#components/endpoints/endpoint.module.css";
import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { LoadBalancerPage } from "#lib/inventory/providerPageSchema.ts";
import { type GroupHealth, targetHealth } from "#lib/inventory/targetHealth.ts";
import { HealthCell } from "./HealthCell.tsx";
import { stateStatus, stateWords } from "./states.tsx";
import { zoneInShort } from "./words.ts";

/** The target groups behind a load balancer, with their health in each zone. */
export function TargetGroupsPanel({ page: { loadBalancer, provenance } }: { page: LoadBalancerPage }) {
  const { zones, unplaced, groups } = targetHealth(loadBalancer);
  const known = loadBalancer.targets !== null;
  return (
    <Panel
      id="targets"
      title="Targets, zone by zone"
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "Elastic Load Balancing DescribeTargetHealth",
        href: "/collectors",
      }}
      footer={
        loadBalancer.crossZoneEnabled === false
          ? "Cross-zone is off: a zone without a healthy target serves nobody, unless its target group says otherwise."
          : undefined
      }
    >
      {groups.length === 0 ? (
        <p className={classes.text}>
          {known
            ? "No target group is behind it: nothing serves."
            : "Target groups have not been collected yet."}
        </p>
      ) : (
        <>
          <ScrollTable
            label="Target groups"
            className={lists.table}
            columns={[
              "Target group",
              "Health check",
              ...zones.map((azId) => ({ title: zoneInShort(azId), hint: azId })),
              ...(unplaced ? ["no zone"] : []),
              "What is wrong",
            ]}
          >
            <tbody>
              {groups.map((health) => (
                <GroupRow
                  key={health.group.targetGroupArn}
                  health={health}
                  zones={unplaced ? [...zones, null] : zones}
                  served={loadBalancer.azIds}
                  known={known}
                />
              ))}
            </tbody>
          </ScrollTable>
          <Targets groups={groups} />
        </>
      )}
    </Panel>
  );
}

function GroupRow({
  health: { group, zones: own, reasons },
  zones,
  served,
  known,
}: {
  health: GroupHealth;
  zones: (string | null)[];
  served: string[];
  known: boolean;
}) {
  const { healthCheckEnabled, healthCheckProtocol, healthCheckPort, healthCheckPath } = group;
  return (
    <tr>
      <th scope="row" title={group.targetGroupArn}>
        {group.targetGroupName}
        <small>
          {group.protocol ?? "protocol not stated"}:{group.port ?? "?"} ·{" "}
          {group.targetType ?? "type not stated"}
        </small>
      </th>
      <td>
        {healthCheckEnabled === false
          ? "off"
          : [healthCheckProtocol, healthCheckPort, healthCheckPath].filter(Boolean).join(" ") || "not stated"}
      </td>
      {zones.map((azId) => (
        <td key={azId}>
          <HealthCell
            health={own.find((zone) => zone.azId === azId) ?? null}
            known={known}
            served={azId !== null && served.includes(azId)}
          />
        </td>
      ))}
      <td>
        {reasons.length === 0
          ? "nothing"
          : reasons.map(({ reason, targets }) => (
              <div key={reason} className={lists.reason}>
                {formatCountOf(targets, "target")}: {reason}
              </div>
            ))}
      </td>
    </tr>
  );
}

function Targets({ groups }: { groups: GroupHealth[] }) {
  const targets = groups.flatMap(({ group }) => group.targets.map((target) => ({ group, ...target })));
  return (
    <details className={classes.details}>
      <summary>{formatCountOf(targets.length, "target")}, one by one</summary>
      <ScrollTable
        label="Targets"
        className={lists.table}
        columns={["Target", "Zone", "State", "Target group", "What is wrong"]}
      >
        <tbody>
          {targets.map(({ group, targetId, port, azId, availabilityZone, state, reason, description }) => (
            <tr key={`${group.targetGroupArn} ${targetId} ${port}`}>
              <th scope="row" className="mono">
                {targetId}:{port}
              </th>
              <td className="mono">{azId ? zoneInShort(azId) : (availabilityZone ?? "not known")}</td>
              <td className={lists.nowrap}>
                <StatusMark status={stateStatus(state)} /> {stateWords(state)}
              </td>
              <td>{group.targetGroupName}</td>
              <td>
                {description ?? reason ?? ""}
                {description && reason && <small>{reason}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </details>
  );
}
