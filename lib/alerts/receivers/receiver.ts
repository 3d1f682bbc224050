import type { OutboundRequest } from "../../outbound/schema.ts";
import type { MessagePayload } from "../delivery/schema.ts";
import type { ReceiverOf, ReceiverType } from "../receiverConfig.ts";

/** What a request needs besides the message. */
export interface Sending {
  messageId: string;
  now: Date;
  /** The address of this Linkledger; tells apart several that use one receiver. */
  baseUrl: string | null;
}

/** How messages are put for one type of receiver. */
export interface ReceiverKind<Type extends ReceiverType = ReceiverType> {
  /** Events that one message carries at most. */
  mostEvents: number;
  /** Alerts that a message tells in full. */
  mostAlerts: number;
  /** Sent twice, a message counts once there. */
  idempotent: boolean;
  /** The requests of a message, one after the other; none where it has nothing to tell this receiver. */
  requests(payload: MessagePayload, receiver: ReceiverOf<Type>, sending: Sending): Promise<OutboundRequest[]>;
  /** The requests of the test button. */
  test(receiver: ReceiverOf<Type>, sending: Sending): Promise<OutboundRequest[]>;
}

export const jsonHeaders = { "content-type": "application/json", accept: "application/json" };

/** A group that stands for nothing, for the test button. */
export function testPayload({ now, baseUrl }: Sending): MessagePayload {
  const at = now.toISOString();
  return {
    groupKey: "linkledger-test",
    group: "Linkledger",
    link: baseUrl && `${baseUrl}/alerts`,
    events: [
      {
        id: "test",
        event: "fired",
        severity: "ticket",
        at,
        by: null,
        note: null,
        alertId: "linkledger-test",
      },
    ],
    alerts: [
      {
        ...{ alertId: "linkledger-test", severity: "ticket", state: "firing", source: "telemetry" },
        ...{ title: "Test of this receiver", hop: null, checkId: null, sloId: null, accountId: "" },
        sentence: "Somebody pressed the test button in Linkledger: nothing is wrong.",
        ...{ accountName: null, region: "", vpcEndpointId: null, resourceType: null, resourceId: null },
        ...{ serviceName: null, owner: null, environment: null, groupKey: "linkledger-test" },
        ...{ since: at, firedAt: at, resolvedAt: null, acknowledgedBy: null, runbook: null },
        command: null,
        link: baseUrl && `${baseUrl}/alerts`,
      },
    ],
    moreAlerts: 0,
    open: { page: { firing: 0, acknowledged: 0 }, ticket: { firing: 1, acknowledged: 0 } },
  };
}
