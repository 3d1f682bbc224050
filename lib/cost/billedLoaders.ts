import { readParameters } from "../api/parameters.ts";
import { parseChoice, parseDay, parseTime } from "../api/values.ts";
import { currentTime } from "../env.ts";
import { InvalidInputError } from "../errors.ts";
import { costsBy } from "./billedData.ts";
import { type Costs, costGroups } from "./billedSchema.ts";

/** Costs of a query string; this month when it names no days. Throws InvalidInputError naming the parameter. */
export async function loadCosts(parameters: URLSearchParams): Promise<Costs> {
  const given = readParameters(parameters, ["groupBy", "from", "to"]);
  const groupBy = given.groupBy === undefined ? "account" : parseChoice("groupBy", given.groupBy, costGroups);
  const now = currentTime();
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  const to = given.to === undefined ? tomorrow : readDay("to", given.to);
  const monthOf = given.to === undefined ? now.toISOString() : dayBefore(to);
  const from = given.from === undefined ? `${monthOf.slice(0, 8)}01` : readDay("from", given.from);
  if (from >= to)
    throw new InvalidInputError("from", `${from} must lie before to, ${to}, which is exclusive.`);
  return costsBy(groupBy, from, to);
}

// Bills are by day; a time stands for the UTC day it lies in.
function readDay(field: string, value: string): string {
  return value.includes("T") ? parseTime(field, value).toISOString().slice(0, 10) : parseDay(field, value);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString();
}
