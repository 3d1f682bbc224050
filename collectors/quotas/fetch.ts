import {
  GetAWSDefaultServiceQuotaCommand,
  ListServiceQuotasCommand,
  type ServiceQuota,
} from "@aws-sdk/client-service-quotas";
import type { ListedQuota } from "#lib/quotas/schema.ts";
import { AwsError } from "../aws/errors.ts";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import { flagOf, textOf } from "../values.ts";

/**
 * The quotas of a service as they apply to the account and region; of `wanted` codes that the listing leaves out,
 * because no applied value is kept, AWS's default.
 */
export async function fetchQuotas(
  aws: Aws,
  ServiceCode: string,
  wanted: readonly string[],
): Promise<ListedQuota[]> {
  const applied = await allPages(async (NextToken) => {
    const answer = await aws.serviceQuotas(
      new ListServiceQuotasCommand({ ServiceCode, MaxResults: 100, NextToken }),
    );
    return { items: answer.Quotas, next: answer.NextToken };
  });
  const listed = applied.flatMap((quota) => toListed(quota, "applied") ?? []);
  const codes = new Set(listed.map(({ code }) => code));
  for (const QuotaCode of wanted.filter((code) => !codes.has(code))) {
    const quota = await fetchDefault(aws, ServiceCode, QuotaCode);
    const found = quota && toListed(quota, "default");
    if (found) listed.push(found);
  }
  return listed;
}

/** Undefined where this region's Service Quotas do not know the code. */
async function fetchDefault(aws: Aws, ServiceCode: string, QuotaCode: string) {
  try {
    return (await aws.serviceQuotas(new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota;
  } catch (error) {
    if (error instanceof AwsError && error.failure.code === "NoSuchResourceException") return undefined;
    throw error;
  }
}

function toListed(quota: ServiceQuota, source: ListedQuota["source"]): ListedQuota | undefined {
  // Quotas at the level of a single resource repeat the account's code with another value.
  const level = quota.QuotaAppliedAtLevel ?? "ACCOUNT";
  if (!quota.QuotaCode || level === "RESOURCE") return undefined;
  return {
    code: quota.QuotaCode,
    name: textOf(quota.QuotaName),
    value: typeof quota.Value === "number" && Number.isFinite(quota.Value) ? quota.Value : null,
    adjustable: flagOf(quota.Adjustable),
    source,
  };
}
