import type { Config } from "../config/schema.ts";
import type { SealedTable } from "./schema.ts";

/** Raised when a column or its meaning changes: what is sealed is read by the rules of its format. */
export const auditFormat = 1;

const lastKnown = "as the collectors last saw it before the moment";
const asWas = "current value with every later change of the change log undone";

/** How each column was obtained, in words; part of the sealed statement. */
export const auditMethod: Record<"rows" | SealedTable, Record<string, string>> = {
  rows: {
    moment:
      "Rows speak of asOf: the end of the quarter, or the time of making while the quarter lasts. They are today's rows with the change log undone back to that moment.",
    existence:
      "A row is in it when a complete run had seen it and none before the moment had found it gone. One first seen later is in it only where AWS's own creation time lies before the moment (basis inferred). What AWS calls deleted is left out.",
    basis:
      "observed: looked at before the moment. inferred: first looked at after it; its values are those of the first look.",
    covered:
      "True where the collector of the row's account and region had a complete run on the last day, or the day before. Where it is false, nothing is said about what changed.",
    order: "By the bytes of the key columns, as the tables' CSV has it.",
  },
  endpoints: {
    state: `EC2 DescribeVpcEndpoints, ${lastKnown}: ${asWas}.`,
    owner: "The configured tag (tags.owner) as the endpoint's tags were at the moment.",
    azIds: "AZ IDs of its subnets; those of the subnets it had then, where they have changed since.",
    securityGroupIds: `EC2 DescribeVpcEndpoints: ${asWas}.`,
    policyDocument: `The policy as AWS gave it: ${asWas}.`,
    policyDigest: "SHA-256 of the policy as JSON in one order of keys without white space.",
    principals: "Every principal of a statement that allows; conditions are not judged.",
    bytes:
      "Sum of BytesProcessed (CloudWatch, AWS/PrivateLinkEndpoints) over the days from the quarter's first to the moment. Empty where nothing was measured, as for gateway endpoints; 0 only where all of the time was measured.",
    bytesComplete:
      "True where metrics were collected without a hole over the whole time the endpoint existed in the quarter; before the quarter's end they may lag by a day.",
    billedUsd:
      "Sum of Cost Explorer's resource-level unblended cost over the days that the bill had when the audit was made; empty where the payer has not opted in.",
    estimatedUsd:
      "Sum over zones and days of begun hours and data at list price, as far as prices and traffic are known; empty where neither is, or costs were never judged (judgements.costs).",
    estimatedComplete:
      "True where every day that the endpoint existed in the quarter is in the estimate, with its price and its traffic.",
    idleState:
      "The verdict that held at the moment, by the record of changes of verdicts; empty where it was first judged later. judgements.idle says when that was last done.",
    worstFinding:
      "Check of the worst finding open at the moment, a path's verdict first; empty where none was open, or the endpoint was not judged (judgements.diagnosis).",
  },
  services: {
    principals: `EC2 DescribeVpcEndpointServicePermissions, ${lastKnown}.`,
    acceptanceRequired: `EC2 DescribeVpcEndpointServiceConfigurations: ${asWas}.`,
    connections: "Rows of the connections of this audit.",
  },
  connections: {
    vpcEndpointState: `EC2 DescribeVpcEndpointConnections: ${asWas}. Who is connected, whatever the consumer's account.`,
    owner: "Of the service, by its tags.",
  },
  findings: {
    check:
      "Findings that began by the moment and had not ended by it. One that ended and began anew since then counts from its new beginning.",
    covered: "False where the last judgement before this audit was made could not decide: it stays open.",
  },
  coverage: {
    days: "The best outcome of the scope's runs that began on each day (UTC). i: a run is due less than twice a day, and the day before was complete.",
  },
};

/** What of the configuration judgements depend on; no secret is among it. */
export function thresholdsOf(config: Config) {
  const { idle, tags, slos, regions, accounts, organization, costs } = config;
  return {
    idle,
    tags,
    slos,
    regions,
    costs,
    accountsListed: accounts.map(({ id }) => id).toSorted(),
    organization: organization !== undefined,
  };
}
