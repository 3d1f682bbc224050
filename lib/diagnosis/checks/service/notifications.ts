import type { PathCheck } from "../../evidenceSchema.ts";
import type { NotificationFacts } from "../../factsSchema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "notifications-missing", hop: "service", role: "advisory", severity: "ticket" },
  title: "Nobody is told of requests that wait for acceptance",
  source: "D step 3",
};

/** Where requests wait for acceptance, somebody has to hear of them: an enabled notification with the event `Connect`. */
export const notificationsMissing: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["notifications"] }, ({ service, notifications }) => {
      const { serviceId, acceptanceRequired } = service.value;
      if (acceptanceRequired === null)
        return [unknown(check, `Whether ${serviceId} asks for acceptance is not told.`)];
      if (!acceptanceRequired) return [notApplicable(check, `${serviceId} accepts connections by itself.`)];
      const rows = notifications.value.toSorted((a, b) =>
        a.connectionNotificationId < b.connectionNotificationId ? -1 : 1,
      );
      const told = [
        item(service, "Acceptance required", "yes", serviceId),
        ...rows.map((row) =>
          item(
            notifications,
            "Connection notification",
            `${row.connectionNotificationState ?? "state not told"}: ${row.connectionEvents.toSorted().join(", ") || "no event"}`,
            row.connectionNotificationId,
          ),
        ),
      ];
      if (rows.some(tells))
        return [pass(check, "Requests are announced by a connection notification.", { evidence: told })];
      if (rows.some((row) => row.connectionNotificationState === null && tellsOfConnect(row)))
        return [
          unknown(check, "Whether the connection notification is enabled is not told.", { evidence: told }),
        ];
      return [
        fail(
          check,
          `${serviceId} waits for somebody to accept each request, and no connection notification tells of them.`,
          { evidence: told },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    return place && serviceId
      ? [
          awsCommand(
            place,
            "The service's connection notifications",
            `ec2 describe-vpc-endpoint-connection-notifications --filters Name=service-id,Values=${serviceId} --query 'ConnectionNotificationSet[].{State:ConnectionNotificationState,Events:ConnectionEvents}'`,
            "One that is `Enabled` with `Connect`; none confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = (place && lastOf(place.service)?.serviceId) ?? "";
    const topic = place
      ? `arn:aws:sns:${place.region}:${place.account.accountId}:privatelink-connections`
      : "";
    return {
      owner: "provider",
      summary: `Send the connection events of ${serviceId} to a topic that somebody reads.`,
      console: `VPC › Endpoint services › ${serviceId} › Notifications › Create notification.`,
      cli: place
        ? [
            cli(
              place,
              `ec2 create-vpc-endpoint-connection-notification --service-id ${serviceId} --connection-notification-arn ${topic} --connection-events Connect Accept Reject Delete`,
            ),
          ]
        : [],
      terraform: `resource "aws_vpc_endpoint_connection_notification" "this" {
  vpc_endpoint_service_id     = "${serviceId}"
  connection_notification_arn = "${topic}"
  connection_events           = ["Connect", "Accept", "Reject", "Delete"]
}`,
    };
  },
};

const tellsOfConnect = ({ connectionEvents }: NotificationFacts) =>
  connectionEvents.some((event) => event.toLowerCase() === "connect");
const tells = (row: NotificationFacts) =>
  row.connectionNotificationState?.toLowerCase() === "enabled" && tellsOfConnect(row);
