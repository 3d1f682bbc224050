import pino from "pino";
import { expect, it } from "vitest";
import { logOptions } from "./log.ts";

/** What a line of the log holds of `what`. */
function logged(what: Record<string, unknown>): string {
  let line = "";
  const write = (text: string) => {
    line += text;
  };
  pino({ ...logOptions, level: "info" }, { write }).info(what, "something happened");
  return line;
}

const secret = "hunter2";

it.each<[string, Record<string, unknown>]>([
  ["a header that signs in", { headers: { authorization: `Bearer ${secret}`, cookie: `session=${secret}` } }],
  ["an answer's cookie", { res: { headers: { "set-cookie": [`session=${secret}`] } } }],
  [
    "credentials of AWS",
    { credentials: { accessKeyId: "AKIA", secretAccessKey: secret, sessionToken: secret } },
  ],
  ["an external id", { account: { id: "1", externalId: secret } }],
  ["an external id further down", { config: { organization: { externalId: secret } } }],
  ["a connection string", { url: `postgresql://ana:${secret}@db:5432/links` }],
  [
    "a connection string in an error",
    { err: new Error(`cannot open postgresql://ana:${secret}@db:5432/links`) },
  ],
  [
    "the address of a webhook",
    { receiver: { webhookUrl: `https://hooks.slack.com/services/T0/B0/${secret}` } },
  ],
  [
    "the address of a webhook in an error",
    { err: new Error(`https://hooks.slack.com/services/T0/B0/${secret} said no`) },
  ],
  [
    "a routing key, a client secret, a token",
    { routingKey: secret, oidc: { clientSecret: secret }, token: secret },
  ],
  [
    "what an error carries",
    { err: Object.assign(new Error("x"), { config: { headers: { authorization: secret } } }) },
  ],
  [
    "what its cause says",
    { err: new Error("x", { cause: new Error(`postgresql://ana:${secret}@db/links`) }) },
  ],
])("keeps %s out", (_, what) => {
  const line = logged(what);
  expect(line).toContain("something happened");
  expect(line).not.toContain(secret);
});

it("keeps what helps", () => {
  const line = logged({
    err: new Error("nothing answers at db:5432"),
    instance: "/idle",
    collector: "endpoints",
  });
  expect(JSON.parse(line)).toMatchObject({
    err: { message: "nothing answers at db:5432" },
    instance: "/idle",
  });
});
