import type { ReceiverConfig, ReceiverType } from "../receiverConfig.ts";
import { alertmanager } from "./alertmanager.ts";
import { pagerduty } from "./pagerduty.ts";
import type { ReceiverKind } from "./receiver.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

const kinds: { [Type in ReceiverType]: ReceiverKind<Type> } = { alertmanager, pagerduty, slack, webhook };

/** How messages are put for a receiver. */
export const kindOf = (receiver: ReceiverConfig): ReceiverKind => kinds[receiver.type] as ReceiverKind;
