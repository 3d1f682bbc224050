import type { Queryable } from "../../runs/mutations.ts";
import type { PriceTable } from "../prices/compute.ts";
import { endpointAnswer, sharedAnswer } from "./answers.ts";
import { readDearestEndpoints, readSharedEndpoints } from "./data.ts";
import type { SharedEndpoints, WhatIfEndpoint } from "./facts.ts";
import { regionPrices } from "./prices.ts";
import type { WhatIfAnswer, WhatIfQuery, WhatIfQuestion } from "./schema.ts";

/** An alternative saves no more than an endpoint costs: beyond so many of the dearest there is little to find. */
const dearest = 2000;
/** What a reader of the fleet wants to hear without having asked: the others are to be tried out endpoint by endpoint. */
export const fleetQuestions: readonly WhatIfQuestion[] = ["gateway", "central"];

/** Answers about the whole fleet, those left out that do not arise. */
export async function fleetAnswers(
  db: Queryable,
  query: WhatIfQuery,
  table: PriceTable,
  now: Date,
): Promise<WhatIfAnswer[]> {
  const answers: WhatIfAnswer[] = [];
  for (const question of query.question ? [query.question] : fleetQuestions) {
    if (question === "central") {
      const shared = await readSharedEndpoints(db);
      answers.push(...shared.map((one) => sharedAnswer(one, pricesOf(table, one, now), query)));
      continue;
    }
    const endpoints = await readDearestEndpoints(db, question === "gateway", dearest);
    answers.push(...endpoints.map((one) => endpointAnswer(question, one, pricesOf(table, one, now), query)));
  }
  return answers.filter(({ state }) => state !== "not-applicable");
}

/** What saves most first; what is not known after all that is, what does not arise last. */
export function inOrder(answers: readonly WhatIfAnswer[]): WhatIfAnswer[] {
  return answers.toSorted(
    (a, b) => rank(b) - rank(a) || (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0),
  );
}

const rank = ({ savingUsd, state }: WhatIfAnswer) =>
  savingUsd ?? (state === "unknown" ? -1e12 : Number.MIN_SAFE_INTEGER);
const nameOf = ({ question, region, serviceName, vpcEndpointIds }: WhatIfAnswer) =>
  `${question} ${region} ${serviceName} ${vpcEndpointIds[0]}`;

/** Prices of where some endpoints are, their data at the tier that their estimate was made with. */
export function pricesOf(table: PriceTable, of: WhatIfEndpoint | SharedEndpoints, now: Date) {
  const { bytes30d, monthlyDataUsd } = of;
  const paidPerGb =
    bytes30d !== null && bytes30d > 0 && monthlyDataUsd !== null
      ? monthlyDataUsd / (bytes30d / 2 ** 30)
      : null;
  return regionPrices(table, of.region, now, paidPerGb);
}
