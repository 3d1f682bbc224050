import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { defaultRange, rangeNames } from "#lib/inventory/endpointRange.ts";

/** The charts' range in the address of an endpoint's page. */
export const rangeParsers = {
  range: parseAsStringLiteral(rangeNames).withDefault(defaultRange),
  from: parseAsString,
  to: parseAsString,
};

export const loadRangeState = createLoader(rangeParsers);
