import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const serviceWords = {
  "service-not-available": {
    looksLike: "All consumers fail at once; new endpoints cannot be made.",
    why: "The service is being deleted, has failed or is gone. A service that is made again gets another name: every consumer has to make a new endpoint.",
    prevent: [
      "Protect the service in Terraform by prevent_destroy: its name cannot be had back.",
      "Allow deletion of services to the fewest roles.",
    ],
  },
  "principal-not-allowed": {
    looksLike:
      "The consumer cannot make the endpoint: the service name is said not to exist, or to be invalid. Existing endpoints may go on working.",
    why: "The allow-list has no entry for the consumer's account or role. AWS does not tell such a consumer that the service exists. Acceptance is a second gate behind this one and does not replace it.",
    prevent: [
      "Keep the allow-list in code, from a register of consumers.",
      "Take the role that makes endpoints in the consumer's pipeline, not that of a person.",
    ],
  },
  "connection-rejected": {
    looksLike: "One consumer times out while others work; its endpoint says rejected.",
    why: "The connection was turned down on the provider's side, by a person or by automation that did not know the account.",
    prevent: [
      "Record why a connection was rejected, and tell the consumer.",
      "Let automation leave what it does not know pending rather than reject it.",
    ],
  },
  "allowed-principals-quota": {
    looksLike: "The next consumer cannot be added to the allow-list.",
    why: "A service may list 50 principals unless the quota was raised.",
    prevent: [
      "Ask for a higher quota when two fifths are left; it takes days.",
      "Allow one role for a platform rather than one for each team, where that is not too wide.",
    ],
  },
  "notifications-missing": {
    looksLike: "New consumers wait for hours, and say so by other means.",
    why: "The service asks for acceptance, and nobody is told when somebody asks.",
    prevent: [
      "Make the notification in the module that makes the service: Connect, Accept, Reject and Delete to one topic.",
      "Read the topic where on-call reads everything else.",
    ],
  },
  "open-service": {
    looksLike: "Nothing fails. Endpoints of accounts that nobody knows may be connected.",
    why: "The allow-list has `*` and acceptance is off: any account that learns the service's name, which is no secret, can connect.",
    prevent: [
      "Never have both gates open: name principals, or ask for acceptance.",
      "Look through the connections for owners that are not yours.",
    ],
  },
  "principal-too-wide": {
    looksLike: "Nothing fails. More people may connect than need to.",
    why: "An account's root stands on the allow-list, or `*`, where the role that connects is known. Any principal of that account may then make endpoints to the service.",
    prevent: [
      "Put roles on the list first, then take the wider entry off: in that order nobody is cut off.",
      "For partners outside the organization, a role and nothing else.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
