import { expect, it } from "vitest";
import type { ScopeContext } from "../collector.ts";
import { Parts } from "../parts.ts";
import { availableServices } from "./collector.ts";

/** What a server that knows no filter and gives names alone makes of a question about two services. */
function contextOf(answer: object): ScopeContext {
  const names = ["com.amazonaws.us-east-1.sns", "com.amazonaws.us-east-1.sqs"];
  return {
    ...{ scope: { accountId: "111111111111", region: "us-east-1" }, parts: new Parts() },
    db: { pool: { query: async () => ({ rows: names.map((name) => ({ name })) }) } },
    aws: { ec2: async () => answer },
  } as unknown as ScopeContext;
}

it("takes of an answer only what it asked about", async () => {
  const everything = ["s3", "sns", "sqs"].map((name) => ({ ServiceName: `com.amazonaws.us-east-1.${name}` }));
  const { tables } = await availableServices.collect(contextOf({ ServiceDetails: everything }));
  expect(tables?.[0]?.rows).toMatchObject([
    { serviceName: "com.amazonaws.us-east-1.sns", offered: true },
    { serviceName: "com.amazonaws.us-east-1.sqs", offered: true },
  ]);
});

it("takes a name without details for a service on offer, once, and one that is left out for none", async () => {
  const named = ["com.amazonaws.us-east-1.sqs", "com.amazonaws.us-east-1.sqs"];
  const { tables } = await availableServices.collect(contextOf({ ServiceNames: named }));
  expect(tables?.[0]?.rows).toMatchObject([
    { serviceName: "com.amazonaws.us-east-1.sqs", offered: true },
    { serviceName: "com.amazonaws.us-east-1.sns", offered: false },
  ]);
});
