import type { AskedSummary } from "../logsInsights/schema.ts";

/** A call that an endpoint's policy denied: a network activity event of CloudTrail. */
export interface AccessDenial {
  eventId: string;
  eventTime: Date;
  vpcEndpointId: string | null;
  vpcEndpointAccountId: string | null;
  /** ARN of the caller; its id where CloudTrail gives no ARN. */
  principal: string | null;
  principalType: string | null;
  principalAccountId: string | null;
  /** `secretsmanager.amazonaws.com` */
  eventSource: string;
  /** `GetSecretValue` */
  eventName: string;
  sourceIpAddress: string | null;
  errorMessage: string | null;
}

/** Denied calls of one principal for one action. */
export interface DenialGroup {
  principal: string | null;
  /** As a policy writes it: `secretsmanager:GetSecretValue`. */
  action: string;
  calls: number;
  firstAt: Date;
  lastAt: Date;
  sourceIpAddresses: string[];
  errorMessage: string | null;
}

/** What an endpoint's policy denied. */
export type DenialSummary = AskedSummary<DenialGroup>;
