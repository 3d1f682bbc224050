import fc from "fast-check";
import { expect, it } from "vitest";
import { goesPastGrant } from "./refuseWhole.ts";

it.each([
  "SELECT * FROM public.vpc_endpoint",
  'SELECT * FROM "public"."vpc_endpoint"',
  "SELECT * FROM PUBLIC . vpc_endpoint",
  "SELECT '' , secret FROM public.access_token -- '",
  "SELECT $$ $$ FROM public.account",
  "COPY (SELECT 1 FROM public.account) TO STDOUT",
  "SET search_path = public",
  "SET LOCAL SEARCH_PATH TO public",
  "SELECT E'\\'' FROM public.account WHERE name = ''",
])("refuses %s", (sql) => {
  expect(goesPastGrant(sql)).toBe(true);
});

it.each([
  "SELECT * FROM vpc_endpoint WHERE owner = 'public.team'",
  "SELECT * FROM vpc_endpoint WHERE owner = E'it\\'s public.team'",
  "SELECT republic.name FROM account republic",
  "SELECT pg_catalog.now(), a.public FROM account a -- public.account",
  'SELECT * FROM "granted_accounts"."account"',
])("lets %s through", (sql) => {
  expect(goesPastGrant(sql)).toBe(false);
});

it("is not led astray by what a value holds", () => {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("'", "\\", "$", "-", "/", "*", "p", ".", "\n", " public.a") }),
      (text) => {
        expect(goesPastGrant(`SELECT 1 FROM account WHERE name = ${quoted(text)}`)).toBe(false);
        expect(goesPastGrant(`SELECT 1 FROM public.account WHERE name = ${quoted(text)}`)).toBe(true);
        expect(goesPastGrant(`SELECT ${quoted(text)} FROM public.account`)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
