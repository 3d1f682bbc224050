import { currentGrant } from "../../access/principal.ts";
import { readFreshness } from "../../api/list/data.ts";
import { readParameters } from "../../api/parameters.ts";
import { checkText, parseChoice, parseInteger } from "../../api/values.ts";
import { database } from "../../db/pool.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { judged } from "../../evaluations/judged.ts";
import type { PriceTable } from "../prices/compute.ts";
import { loadPriceTable } from "../prices/data.ts";
import { endpointAnswer, notApplicable, sharedAnswer, subjectOf, whyNone } from "./answers.ts";
import { readSharedEndpoints, readStoredAnswers, readWhatIfEndpoint } from "./data.ts";
import { fleetAnswers, fleetQuestions, inOrder, pricesOf } from "./fleet.ts";
import {
  interAzDataWords,
  type WhatIfAnswer,
  type WhatIfQuery,
  type WhatIfs,
  whatIfQuestions,
} from "./schema.ts";

const defaultLimit = 100;
export const mostAnswers = 1000;

/** What a query string asks. Throws InvalidInputError naming the parameter. */
export function readWhatIfQuery(parameters: URLSearchParams): WhatIfQuery {
  const names = [
    ...[
      "vpcEndpointId",
      "question",
      "azCount",
      "natGateways",
      "transitGatewayAttachments",
      "interAzData",
      "limit",
    ],
  ] as (keyof WhatIfQuery)[];
  const given = readParameters(parameters, names);
  const count = (
    name: "azCount" | "natGateways" | "transitGatewayAttachments" | "limit",
    min: number,
    max: number,
  ) => (given[name] === undefined ? undefined : parseInteger(name, given[name], { min, max }));
  return {
    vpcEndpointId: given.vpcEndpointId === undefined ? undefined : readEndpointId(given.vpcEndpointId),
    question:
      given.question === undefined ? undefined : parseChoice("question", given.question, whatIfQuestions),
    azCount: count("azCount", 1, 20),
    natGateways: count("natGateways", 0, 100),
    transitGatewayAttachments: count("transitGatewayAttachments", 0, 10_000),
    interAzData:
      given.interAzData === undefined
        ? undefined
        : parseChoice("interAzData", given.interAzData, interAzDataWords),
    limit: count("limit", 1, mostAnswers),
  };
}

function readEndpointId(value: string): string {
  if (checkText("vpcEndpointId", value) !== "") return value;
  throw new InvalidInputError("vpcEndpointId", "is empty; expected the id of an endpoint, vpce-….");
}

/**
 * What a month would cost otherwise: of one endpoint every question, or of the fleet what saves most first, as the last
 * evaluation has it where no count is given. Throws NotFoundError for an endpoint that no run has seen, InvalidInputError for
 * counts that its AZs do not allow.
 */
export async function loadWhatIf(query: WhatIfQuery, now: Date): Promise<WhatIfs> {
  const { pool } = await database();
  const limit = query.limit ?? defaultLimit;
  if (isStored(query)) {
    const [freshness, stored] = await Promise.all([
      readFreshness("endpoints", now, undefined, "costs"),
      judged(["costs"], `stored answers ${query.question} ${limit}`, () =>
        readStoredAnswers(pool, query.question, limit),
      ),
    ]);
    return { ...freshness, currency: "USD", ...stored, nextCursor: null };
  }
  const { vpcEndpointId } = query;
  const [freshness, table] = await Promise.all([readFreshness("endpoints", now), loadPriceTable(pool)]);
  const found =
    vpcEndpointId === undefined
      ? await fleetAnswers(pool, query, table, now)
      : await endpointAnswers(vpcEndpointId, query, table, now);
  const sorted = inOrder(found);
  const saving = sorted.filter(({ state }) => state === "cheaper");
  return {
    ...freshness,
    currency: "USD",
    savingUsd: saving.length > 0 ? saving.reduce((sum, one) => sum + (one.savingUsd ?? 0), 0) : null,
    total: sorted.length,
    items: sorted.slice(0, limit),
    nextCursor: null,
  };
}

/** Of the fleet, without anything that the evaluation did not take for granted. */
function isStored({ vpcEndpointId, question, transitGatewayAttachments }: WhatIfQuery): boolean {
  return (
    vpcEndpointId === undefined &&
    transitGatewayAttachments === undefined &&
    // What several endpoints come to together is counted anew for who sees a part of them.
    currentGrant() === null &&
    (question === undefined || fleetQuestions.includes(question))
  );
}

async function endpointAnswers(
  id: string,
  query: WhatIfQuery,
  table: PriceTable,
  now: Date,
): Promise<WhatIfAnswer[]> {
  const { pool } = await database();
  const endpoint = await readWhatIfEndpoint(pool, id);
  if (!endpoint) throw new NotFoundError(`No endpoint ${id.slice(0, 80)} has been seen.`);
  const { azCount } = endpoint;
  if (query.azCount !== undefined && query.azCount >= azCount)
    throw new InvalidInputError(
      "azCount",
      `${query.azCount} is not less than the ${azCount} AZs that ${id} is in.`,
    );
  const answers: WhatIfAnswer[] = [];
  for (const question of query.question ? [query.question] : whatIfQuestions) {
    const prices = pricesOf(table, endpoint, now);
    if (question !== "central") {
      answers.push(endpointAnswer(question, endpoint, prices, query));
      continue;
    }
    const none = whyNone(endpoint);
    const [shared] = none ? [] : await readSharedEndpoints(pool, endpoint);
    answers.push(
      shared
        ? sharedAnswer(shared, pricesOf(table, shared, now), query)
        : notApplicable(
            question,
            subjectOf(endpoint),
            none ?? "It is in no state in which it could be shared.",
          ),
    );
  }
  return answers;
}
