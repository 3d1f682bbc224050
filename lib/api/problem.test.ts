import { expect, test } from "vitest";
import { DatabaseUnavailableError } from "../errors.ts";
import { toProblem } from "./problem.ts";

const coded = (code: string) => Object.assign(new Error(`${code} from 10.1.2.3`), { code });

test.each([
  [new DatabaseUnavailableError("nothing answers at 10.1.2.3:5432")],
  [coded("ECONNREFUSED")],
  [coded("57P01")],
  [coded("53300")],
  [coded("42P01")],
  [new Error("Client has encountered a connection error and is not queryable")],
  [new Error("Cannot use a pool after calling end on the pool")],
])("%s is a 503 that keeps to itself where the database is", (error) => {
  const problem = toProblem(error, "/api/v1/endpoints");
  expect(problem).toMatchObject({ status: 503, instance: "/api/v1/endpoints" });
  expect(JSON.stringify(problem)).not.toContain("10.1.2.3");
});

test.each([[coded("08P01")], [coded("23505")], [new TypeError("x is not a function")]])(
  "%s is a mistake of Linkledger's own",
  (error) => {
    expect(toProblem(error, "/api/v1/endpoints")).toBeUndefined();
  },
);
