import { expect, test } from "vitest";
import { DatabaseUnavailableError } from "../errors.ts";
import { isConnectionError } from "./connectionErrors.ts";

const coded = (code: string) => Object.assign(new Error(`told with ${code}`), { code });

test.each([
  [new DatabaseUnavailableError("away")],
  [coded("ECONNREFUSED")],
  [coded("ECONNRESET")],
  [coded("EAI_FAIL")],
  [coded("57P01")],
  [coded("57P03")],
  [coded("08006")],
  [new Error("Connection terminated unexpectedly")],
  [new Error("timeout exceeded when trying to connect")],
  [new Error("Client has encountered a connection error and is not queryable")],
  [new AggregateError([new Error("other"), coded("ECONNREFUSED")])],
])("%s is of the connection", (error) => {
  expect(isConnectionError(error)).toBe(true);
});

test.each([
  [coded("23505")],
  [coded("57014")],
  [coded("08P01")],
  [new Error("another run has written this scope meanwhile")],
  [new Error("Cannot use a pool after calling end on the pool")],
  ["ECONNRESET"],
])("%s is not", (error) => {
  expect(isConnectionError(error)).toBe(false);
});
