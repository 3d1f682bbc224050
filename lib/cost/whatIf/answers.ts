import {
  breakEvenGb,
  centralInstead,
  fewerZones,
  gatewayInstead,
  natInstead,
  type Usage,
  type WhatIf,
  type WhatIfPrices,
} from "./compute.ts";
import type { SharedEndpoints, WhatIfEndpoint } from "./facts.ts";
import type { RegionPrices } from "./prices.ts";
import type { InterAzData, WhatIfAnswer, WhatIfQuery, WhatIfQuestion } from "./schema.ts";
import { apart, centralBreakEven, gbWords, plural, usdWords } from "./words.ts";

const bytesPerGb = 2 ** 30;
const mostIds = 20;
const gbOf = (bytes: number | null) => (bytes === null ? null : bytes / bytesPerGb);
const perMonth = "Hours are those of a month of 730, data is that of the last 30 days.";

type Subject = Pick<
  WhatIfAnswer,
  "accountId" | "region" | "vpcId" | "serviceName" | "vpcEndpointIds" | "endpoints" | "vpcs" | "gb30d"
>;
type Details = Partial<Omit<WhatIfAnswer, keyof Subject>> & { assumptions?: string[] };

const nothing = {
  ...{ presentUsd: null, alternativeUsd: null, savingUsd: null, breakEvenGb: null, breakEven: null },
  ...{ azCount: null, keptAzIds: null, natGateways: null, transitGatewayAttachments: null },
};

function answer(
  question: WhatIfQuestion,
  subject: Subject,
  found: WhatIf,
  prices: RegionPrices,
  needs: readonly (keyof WhatIfPrices)[],
  details: Details,
): WhatIfAnswer {
  const { nowUsd, thenUsd, savingUsd, notes } = found;
  const used = needs.flatMap((name) => prices.used[name] ?? []);
  const reason =
    savingUsd === null
      ? `Not known: ${notes.join("; ")}.`
      : `${usdWords(nowUsd ?? 0)} a month now, ${usdWords(thenUsd ?? 0)} then: ${apart(savingUsd)}.`;
  const state = savingUsd === null ? "unknown" : savingUsd > 0 ? "cheaper" : "dearer";
  const noted = savingUsd === null ? [] : notes.map((note) => `${note[0]?.toUpperCase()}${note.slice(1)}.`);
  return {
    ...{ question, state, reason, ...subject, ...nothing },
    ...{ presentUsd: nowUsd, alternativeUsd: thenUsd, savingUsd },
    priceDate:
      used
        .map(({ effectiveFrom }) => effectiveFrom)
        .sort()
        .at(-1) ?? null,
    prices: used,
    ...details,
    assumptions: [perMonth, ...(details.assumptions ?? []), ...noted],
  };
}

/** The answer where a question does not arise. */
export function notApplicable(question: WhatIfQuestion, subject: Subject, reason: string): WhatIfAnswer {
  return {
    ...{ question, state: "not-applicable", reason, ...subject, ...nothing },
    ...{ priceDate: null, prices: [], assumptions: [] },
  };
}

/** Answers about one endpoint, each as far as it applies; `central` is of all endpoints to its service (`sharedAnswer`). */
export function endpointAnswer(
  question: Exclude<WhatIfQuestion, "central">,
  endpoint: WhatIfEndpoint,
  prices: RegionPrices,
  query: WhatIfQuery,
): WhatIfAnswer {
  const subject = subjectOf(endpoint);
  const none = whyNone(endpoint);
  if (none) return notApplicable(question, subject, none);
  if (question === "fewer-azs") return fewerAnswer(endpoint, subject, prices, query);
  if (question === "nat") return natAnswer(endpoint, subject, prices, query);
  return gatewayAnswer(endpoint, subject, prices);
}

export function subjectOf(endpoint: WhatIfEndpoint): Subject {
  const { accountId, region, vpcId, serviceName, vpcEndpointId, bytes30d } = endpoint;
  return {
    ...{ accountId, region, vpcId, serviceName, vpcEndpointIds: [vpcEndpointId] },
    ...{ endpoints: 1, vpcs: 1, gb30d: gbOf(bytes30d) },
  };
}

/** Why nothing is asked of an endpoint; undefined where something can be. */
export function whyNone({ vpcEndpointType, goneAt, state }: WhatIfEndpoint): string | undefined {
  if (goneAt || state?.toLowerCase() === "deleted") return "The endpoint is gone.";
  const type = vpcEndpointType.toLowerCase();
  if (type === "interface") return undefined;
  return type === "gateway"
    ? "A gateway endpoint costs nothing."
    : `Nothing stands in for an endpoint of the type ${vpcEndpointType}.`;
}

const usageOf = ({ azCount, bytes30d }: WhatIfEndpoint): Usage => ({ zones: azCount, gb: gbOf(bytes30d) });

function fewerAnswer(
  endpoint: WhatIfEndpoint,
  subject: Subject,
  prices: RegionPrices,
  query: WhatIfQuery,
): WhatIfAnswer {
  const { azCount, azIds, bytesByAz30d, bytes30d } = endpoint;
  const keep = query.azCount ?? azCount - 1;
  if (azCount < 2) return notApplicable("fewer-azs", subject, "It is in one AZ only.");
  if (keep >= azCount)
    return notApplicable("fewer-azs", subject, `It is in ${azCount} AZs, which is no more than ${keep}.`);
  const byTraffic = azIds.toSorted(
    (a, b) => (bytesByAz30d[b] ?? 0) - (bytesByAz30d[a] ?? 0) || (a < b ? -1 : 1),
  );
  const known = azIds.length === azCount && (bytes30d === 0 || azIds.every((azId) => azId in bytesByAz30d));
  const movedGb = known
    ? byTraffic.slice(keep).reduce((sum, azId) => sum + (bytesByAz30d[azId] ?? 0), 0) / bytesPerGb
    : null;
  const charged: InterAzData = query.interAzData ?? "free";
  const values = charged === "free" ? { ...prices.values, interAzGb: 0 } : prices.values;
  const found = fewerZones(usageOf(endpoint), keep, movedGb, values);
  const { endpointHour, interAzGb } = values;
  const even =
    charged === "charged" && endpointHour !== null && interAzGb
      ? ((azCount - keep) * 730 * endpointHour) / (2 * interAzGb)
      : null;
  const needs = charged === "free" ? (["endpointHour"] as const) : (["endpointHour", "interAzGb"] as const);
  return answer("fewer-azs", subject, found, prices, needs, {
    azCount: keep,
    keptAzIds: known ? byTraffic.slice(0, keep).toSorted() : null,
    breakEvenGb: even,
    breakEven:
      even === null
        ? "Fewer AZs save the same at any amount of data."
        : `Fewer AZs cost less while under ${gbWords(even)} a month go through those given up.`,
    assumptions: [
      charged === "free"
        ? "AWS charges nothing for data of PrivateLink between the AZs of a region (since April 2022); interAzData=charged counts it."
        : "Data of the AZs given up is charged both ways between AZs.",
    ],
  });
}

function natAnswer(
  endpoint: WhatIfEndpoint,
  subject: Subject,
  prices: RegionPrices,
  query: WhatIfQuery,
): WhatIfAnswer {
  const { natGatewayIds, azCount } = endpoint;
  const has = (natGatewayIds?.length ?? 0) > 0;
  const gateways = query.natGateways ?? (has ? 0 : azCount);
  const found = natInstead(usageOf(endpoint), gateways, prices.values);
  const even = breakEvenGb(azCount, gateways, prices.values);
  const known = prices.values.natGb !== null && prices.values.endpointGb !== null;
  const evidence =
    query.natGateways !== undefined
      ? `${plural(gateways, "NAT gateway")} to be made, as asked.`
      : has
        ? `The VPC's routes lead out through ${natGatewayIds?.join(", ")}: none has to be made.`
        : natGatewayIds
          ? `No route of the VPC leads out through a NAT gateway: one is made in each of ${azCount} AZs.`
          : `The VPC's route tables are not known: a NAT gateway is made in each of ${azCount} AZs.`;
  return answer("nat", subject, found, prices, ["endpointHour", "endpointGb", "natHour", "natGb"], {
    natGateways: gateways,
    breakEvenGb: even === 0 ? null : even,
    breakEven:
      even === 0
        ? "The endpoint costs less at any amount of data."
        : even === null
          ? known
            ? "The NAT gateways cost less at any amount of data."
            : null
          : `From ${gbWords(even)} a month on the endpoint costs less.`,
    assumptions: [evidence],
  });
}

function gatewayAnswer(endpoint: WhatIfEndpoint, subject: Subject, prices: RegionPrices): WhatIfAnswer {
  const { serviceName, gatewayEndpointIds, serviceRegion, region } = endpoint;
  if (!/\.(s3|dynamodb)$/.test(serviceName))
    return notApplicable("gateway", subject, "Only S3 and DynamoDB have gateway endpoints.");
  if (serviceRegion !== null && serviceRegion !== region)
    return notApplicable(
      "gateway",
      subject,
      "A gateway endpoint reaches the service of its own region only.",
    );
  const found = gatewayInstead(serviceName, usageOf(endpoint), prices.values);
  const [there] = gatewayEndpointIds;
  return answer("gateway", subject, found, prices, ["endpointHour", "endpointGb"], {
    breakEven: "A gateway endpoint costs nothing at any amount of data.",
    assumptions: [
      there
        ? `The VPC has the gateway endpoint ${there} already; both are not needed but for clients outside the VPC.`
        : "A gateway endpoint is made and put into the route tables of the VPC.",
    ],
  });
}

/** One endpoint for all of them in a shared VPC, the others led there by a transit gateway. */
export function sharedAnswer(
  shared: SharedEndpoints,
  prices: RegionPrices,
  query: WhatIfQuery,
): WhatIfAnswer {
  const { endpoints, vpcs, zones, mostZones, bytes30d, unmeasured, vpcsWithTransit, vpcsWithRoutes } = shared;
  const gb = gbOf(bytes30d);
  const subject: Subject = {
    ...{ accountId: shared.accountId, region: shared.region, vpcId: null, serviceName: shared.serviceName },
    ...{ vpcEndpointIds: shared.vpcEndpointIds.slice(0, mostIds), endpoints, vpcs, gb30d: gb },
  };
  if (vpcs < 2)
    return notApplicable("central", subject, "No other VPC of the region has an endpoint to the service.");
  const attachments = query.transitGatewayAttachments ?? vpcs - vpcsWithTransit;
  const all = centralInstead([{ zones, gb }], mostZones, attachments, prices.values);
  const found = gb === null ? { ...all, notes: [`the data of ${unmeasured} of them was not measured`] } : all;
  const evidence =
    query.transitGatewayAttachments !== undefined
      ? `${plural(attachments, "attachment")} to a transit gateway to be made, as asked.`
      : `Routes of ${vpcsWithTransit} of the ${vpcs} VPCs lead to a transit gateway${vpcsWithRoutes < vpcs ? ` (those of ${vpcs - vpcsWithRoutes} are not known)` : ""}: ${plural(attachments, "attachment")} to be made.`;
  const even = centralBreakEven({ zones, mostZones, attachments }, prices.values);
  return answer(
    "central",
    subject,
    found,
    prices,
    ["endpointHour", "endpointGb", "transitHour", "transitGb"],
    {
      azCount: mostZones,
      transitGatewayAttachments: attachments,
      breakEvenGb: even === null || even <= 0 ? null : even,
      breakEven:
        even === null
          ? null
          : even > 0
            ? `Under ${gbWords(even)} a month over all of them one shared endpoint costs less.`
            : "Attachments to the transit gateway cost more than the endpoints they stand in for.",
      assumptions: [
        `One endpoint in ${plural(mostZones, "AZ")}, as the one of them that is in most, of which all data is of the same region.`,
        evidence,
      ],
    },
  );
}
