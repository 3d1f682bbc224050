import { appliedValue, QUOTA_SERVICES, QUOTAS, type QuotaSpec } from "../fleet/quotas.ts";
import { AwsError } from "../protocols/errors.ts";
import { paginate } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";

/** Service Quotas of one account and region: applied values, AWS's defaults. */
export const serviceQuotas: Operations = {
  // Quotas of which no applied value is kept are not listed: their default is all there is.
  ListServiceQuotas: (call) => {
    const wanted = call.json.QuotaCode as string | undefined;
    const listed = quotasOf(call).filter(
      (spec) => !spec.defaultOnly && (wanted === undefined || wanted === spec.code),
    );
    return pageOf(call, listed, (spec) => render(call, spec, appliedOf(call, spec)));
  },

  ListAWSDefaultServiceQuotas: (call) =>
    pageOf(call, quotasOf(call), (spec) => render(call, spec, spec.value)),

  GetServiceQuota: (call) => {
    const spec = findQuota(call);
    if (spec.defaultOnly) throw missing();
    return { Quota: render(call, spec, appliedOf(call, spec)) };
  },

  GetAWSDefaultServiceQuota: (call) => {
    const spec = findQuota(call);
    return { Quota: render(call, spec, spec.value) };
  },
};

function quotasOf(call: Call): QuotaSpec[] {
  const service = String(call.json.ServiceCode ?? "");
  if (!Object.hasOwn(QUOTA_SERVICES, service)) throw missing();
  return QUOTAS.filter((spec) => spec.serviceCode === service);
}

function findQuota(call: Call): QuotaSpec {
  const spec = quotasOf(call).find((one) => one.code === call.json.QuotaCode);
  if (!spec) throw missing();
  return spec;
}

function missing(): AwsError {
  return new AwsError(
    "NoSuchResourceException",
    "The request failed because the specified resource does not exist.",
  );
}

function appliedOf(call: Call, spec: QuotaSpec): number {
  return appliedValue(spec, call.accountId, call.region);
}

function pageOf(call: Call, quotas: QuotaSpec[], renderOne: (spec: QuotaSpec) => WireObject): WireObject {
  const request = {
    maxResults: call.json.MaxResults as number | undefined,
    nextToken: call.json.NextToken as string | undefined,
  };
  const action = `${call.action}/${call.accountId}/${call.region}/${call.json.ServiceCode}`;
  const rules = { action, defaultSize: 100, min: 1, max: 100, tokenError: "InvalidPaginationTokenException" };
  const page = paginate(quotas, request, rules);
  return { Quotas: page.items.map(renderOne), NextToken: page.nextToken };
}

function render(call: Call, spec: QuotaSpec, value: number): WireObject {
  const { serviceCode, code, name, adjustable } = spec;
  // A default belongs to nobody: its ARN names no account.
  const owner = call.action.includes("AWSDefault") ? "" : call.accountId;
  return {
    ServiceCode: serviceCode,
    ServiceName: QUOTA_SERVICES[serviceCode],
    QuotaArn: `arn:aws:servicequotas:${call.region}:${owner}:${serviceCode}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: "None",
    Adjustable: adjustable,
    GlobalQuota: false,
    QuotaAppliedAtLevel: "ACCOUNT",
  };
}
