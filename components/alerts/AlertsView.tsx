import { ownerColumn, placeColumn, ResourceCell, sinceColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { FigureStrip, StripFigure } from "#components/ui/FigureStrip.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { AlertItem } from "#lib/alerts/list.ts";
import type { AlertsPage, AlertTotals } from "#lib/alerts/pageLoaders.ts";
import { alertSeverities, alertSources } from "#lib/alerts/schema.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { AcknowledgeButton } from "./AcknowledgeButton.tsx";
import classes from "./alerts.module.css";
import { ReceiversPanel } from "./ReceiversPanel.tsx";
import { SilenceButton } from "./SilenceButton.tsx";
import { SilencesPanel } from "./SilencesPanel.tsx";
import { alertStatus, sourceWords } from "./words.ts";

/** Who is to be told of what: alerts by state, the receivers that are told, and what is silenced. */
export function AlertsView({ page }: { page: AlertsPage }) {
  const { list, totals, receivers, silences } = page;
  return (
    <>
      <PageHeader title="Alerts" actions={<SilenceButton />}>
        One alert for each thing in trouble, whatever is found of it; over when it has been quiet for ten
        minutes.
      </PageHeader>
      <Totals totals={totals} />
      <ListPanel
        title="Alerts"
        path="/alerts"
        list="alerts"
        loaded={list}
        columns={columns}
        filters={filtersOf(page)}
        searchLabel="Title, resource, service, owner"
        keyOf={({ accountId, alertId }) => `${accountId} ${alertId}`}
        source="from diagnosis, objectives, quotas, cost and telemetry"
        empty={{
          never: "Alerts follow the first diagnosis, usually within minutes of the first collection.",
          none: "Nothing is open here.",
        }}
      />
      <div className={classes.two}>
        <ReceiversPanel receivers={receivers} />
        <SilencesPanel silences={silences} />
      </div>
    </>
  );
}

function Totals({ totals }: { totals: AlertTotals }) {
  const figures: [term: string, count: number, href: string][] = [
    ["Pages asking", totals.page, "/alerts?state=asking&severity=page"],
    ["Tickets asking", totals.ticket, "/alerts?state=asking&severity=ticket"],
    ["Acknowledged", totals.acknowledged, "/alerts?state=acknowledged"],
    ["Silenced", totals.silenced, "/alerts?state=silenced"],
    ["Resolved, 24 h", totals.resolved24h, "/alerts?state=resolved&sort=-resolvedAt"],
  ];
  return (
    <FigureStrip>
      {figures.map(([term, count, href]) => (
        <StripFigure key={term} term={term}>
          <Link className="figure" href={href}>
            {formatCount(count)}
          </Link>
        </StripFigure>
      ))}
    </FigureStrip>
  );
}

const filtersOf = ({ owners, environments, regions }: AlertsPage) => [
  {
    parameter: "state",
    label: "State",
    placeholder: "Open",
    options: [
      { value: "asking", label: "asking for somebody" },
      { value: "firing", label: "firing" },
      { value: "acknowledged", label: "acknowledged" },
      { value: "silenced", label: "silenced" },
      { value: "resolved", label: "resolved" },
      { value: "any", label: "all" },
    ],
  },
  {
    parameter: "severity",
    label: "Severity",
    options: alertSeverities.map((value) => ({ value, label: value })),
  },
  {
    parameter: "source",
    label: "Source",
    options: alertSources.map((value) => ({ value, label: sourceWords[value] })),
  },
  { parameter: "owner", label: "Owner", options: owners },
  { parameter: "environment", label: "Environment", options: environments },
  { parameter: "region", label: "Region", options: regions },
];

const columns: ListColumn<AlertItem>[] = [
  {
    id: "alert",
    header: "Alert",
    sort: "severity",
    descendingFirst: true,
    cell: (alert) => {
      const { status, text } = alertStatus(alert);
      return (
        <div className={lists.reason}>
          <StatusMark status={status} label={text} />{" "}
          <Link className="figure" href={`/alerts/${alert.alertId}`}>
            <strong>{alert.title}</strong>
          </Link>
          <span className={classes.what}>{alert.sentence}</span>
          <small>
            {alert.severity} · {text}
            {alert.acknowledgedBy && ` by ${alert.acknowledgedBy}`}
            {alert.flapping && (
              <>
                {" "}
                · <Term name="flapping">flapping</Term>
              </>
            )}
          </small>
        </div>
      );
    },
  },
  // Beside what it is about: at the end of the row it would be out of sight on a small screen.
  {
    id: "act",
    header: <span className="visually-hidden">Acknowledge</span>,
    control: true,
    cell: ({ alertId, state, title }) =>
      state !== "resolved" && (
        <span className="no-print">
          <AcknowledgeButton what={title} alertIds={[alertId]} undo={state === "acknowledged"} quiet />
        </span>
      ),
  },
  {
    id: "resource",
    header: "What",
    sort: "resourceId",
    cell: ({ vpcEndpointId, resourceId, resourceType, serviceName, source }) => (
      <ResourceCell vpcEndpointId={vpcEndpointId} resourceId={resourceId ?? "the fleet"}>
        {serviceName ?? resourceType ?? sourceWords[source]}
      </ResourceCell>
    ),
  },
  placeColumn(),
  ownerColumn(),
  sinceColumn(({ resolvedAt, silencedUntil }) =>
    resolvedAt ? (
      <small>
        over <Time at={resolvedAt} />
      </small>
    ) : (
      silencedUntil && (
        <small>
          silent until <Time at={silencedUntil} />
        </small>
      )
    ),
  ),
  {
    id: "told",
    header: "Told",
    cell: ({ receivers, state }) =>
      receivers.length > 0 ? (
        receivers.join(", ")
      ) : state === "resolved" ? (
        "–"
      ) : (
        <Unknown reason="No route leads it to a receiver, or it is silenced.">nobody</Unknown>
      ),
  },
];
