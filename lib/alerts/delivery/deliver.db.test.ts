import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { insertRows } from "#lib/testing/rows.ts";
import { signatureOf } from "../receivers/webhook.ts";
import { finding } from "../testing/finding.ts";
import { testOutbox } from "../testing/outbox.ts";
import { type Received, testReceiver } from "../testing/receiver.ts";
import { giveUpMs } from "./compute.ts";
import { giveUpRemoved } from "./mutations.ts";

const db = testDatabase();
const hook = testReceiver();
const other = testReceiver();
const secret = { env: "ALERT_TEST_SECRET" };
const webhook = (name: string, url: string) => ({ name, type: "webhook", url, secret });
let alerts: object = {};
const outbox = testOutbox(db, () => alerts);

beforeAll(() => {
  vi.stubEnv("ALERT_TEST_SECRET", "s3cret");
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  alerts = { receivers: [webhook("hook", hook.url()), webhook("other", other.url())] };
  await outbox.reset();
});

interface Told {
  messageId: string;
  group: string;
  events: { id: string; event: string; alertId: string }[];
  alerts: { vpcEndpointId: string; state: string; command: { command: string } }[];
}
const told = ({ body }: Received) => body as Told;
/** What a receiver that looks at each message once has heard of an endpoint, in order. */
function heard(requests: Received[]): string[] {
  const seen = new Set<string>();
  return requests.flatMap((request) => {
    const { messageId, events } = told(request);
    if (seen.has(messageId)) return [];
    seen.add(messageId);
    return events.map(({ id, event }) => {
      if (seen.has(id)) throw new Error(`event ${id} was told twice`);
      seen.add(id);
      return event;
    });
  });
}

async function fire(...findings: object[]) {
  await insertRows(db, "finding", findings as Record<string, unknown>[]);
  await outbox.evaluate();
}

describe("a receiver of alerts", () => {
  it("is told of forty endpoints of one service in one signed message, and in one that they are over", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `vpce-${i}`);
    await fire(...ids.map((id) => finding(id)));
    await outbox.evaluate();
    await outbox.minutes(2, ["hook"]);
    expect(hook.requests).toHaveLength(1);
    const [first] = hook.requests as [Received];
    expect(told(first)).toMatchObject({ group: "fraud-api", open: { page: { firing: 40 } } });
    expect(
      told(first)
        .alerts.map(({ vpcEndpointId }) => vpcEndpointId)
        .toSorted(),
    ).toEqual(ids.toSorted());
    expect(told(first).alerts[0]?.command.command).toContain("describe-target-health");
    const { "linkledger-timestamp": timestamp = "", "linkledger-signature": signature } = first.headers;
    expect(signature).toBe(signatureOf("s3cret", timestamp, first.text));
    expect(first.headers["idempotency-key"]).toBe(told(first).messageId);
    await outbox.end(...ids);
    await outbox.minutes(2, ["hook"]);
    expect(hook.requests).toHaveLength(2);
    expect(heard(hook.requests)).toEqual([...Array(40).fill("fired"), ...Array(40).fill("resolved")]);
    const { rows } = await db.pool.query(
      "SELECT event, count(*)::int FROM alert_event GROUP BY 1 ORDER BY 1",
    );
    expect(rows).toEqual([
      { event: "fired", count: 40 },
      { event: "resolved", count: 40 },
    ]);
  });

  it("that is down for an hour hears of each thing once, in order, and holds up nobody", async () => {
    hook.answer = () => "nothing";
    await fire(finding("vpce-a"), finding("vpce-b", { serviceName: "ledger" }));
    await outbox.minutes(20, ["hook", "other"], 5);
    await outbox.end("vpce-a");
    await outbox.minutes(30, ["hook", "other"], 6);
    expect(heard(other.requests)).toEqual(["fired", "fired", "resolved"]);
    expect(hook.taken()).toEqual([]);
    hook.answer = () => ({ status: 200 });
    await outbox.minutes(12, ["hook"], 2);
    expect(heard(hook.taken()).toSorted()).toEqual(["fired", "fired", "resolved"]);
    const ofOne = hook.taken().filter((request) => told(request).group === "fraud-api");
    expect(heard(ofOne)).toEqual(["fired", "resolved"]);
    expect(new Set(hook.requests.map((request) => told(request).messageId)).size).toBe(3);
    expect(hook.taken()).toHaveLength(3);
    expect(await outbox.states("hook")).toEqual({ delivered: 3 });
  });

  it.each([
    ["500", { status: 500 }],
    ["no HTTP at all", "nonsense"],
    ["a web page", { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" }],
  ] as const)("that answers %s is asked again, and hears of it once", async (_what, answer) => {
    hook.answer = () => answer;
    await fire(finding("vpce-a"));
    await outbox.minutes(9, ["hook"], 3);
    expect(hook.requests.length).toBeGreaterThan(2);
    expect(await outbox.states("hook")).toEqual({ waiting: 1 });
    hook.answer = () => ({ status: 204 });
    const before = hook.requests.length;
    await outbox.minutes(12, ["hook"], 3);
    expect(hook.requests).toHaveLength(before + 1);
    expect(new Set(hook.requests.map((request) => told(request).messageId)).size).toBe(1);
  });

  it("that is busy is asked again when it says, and not before", async () => {
    hook.answer = () => ({ status: 429, headers: { "retry-after": "1200" } });
    await fire(finding("vpce-a"), finding("vpce-b", { serviceName: "ledger" }));
    await outbox.minutes(20, ["hook"], 4);
    expect(hook.requests).toHaveLength(1);
    hook.answer = () => ({ status: 200 });
    await outbox.minutes(4, ["hook"], 2);
    expect(heard(hook.taken())).toEqual(["fired", "fired"]);
  });

  it("that refuses is asked once an hour, and told all of it with the next news", async () => {
    hook.answer = () => ({ status: 403, body: "who are you" });
    await fire(finding("vpce-a"));
    await outbox.minutes(150, ["hook"], 30);
    expect(hook.requests.length).toBeGreaterThan(1);
    expect(hook.requests.length).toBeLessThan(4);
    const { rows } = await db.pool.query("SELECT last_status, last_error FROM alert_receiver");
    expect(rows).toEqual([{ last_status: 403, last_error: "HTTP 403: who are you" }]);
    hook.answer = () => ({ status: 200 });
    await outbox.end("vpce-a");
    await outbox.minutes(2, ["hook"]);
    expect(hook.taken()).toHaveLength(1);
    expect(heard(hook.taken())).toEqual(["fired", "resolved"]);
    expect(await outbox.states("hook")).toEqual({ superseded: 1, delivered: 1 });
  });

  it("that is slow is not waited for by the others, and is left to the process that is at it", async () => {
    await fire(finding("vpce-a"));
    let release = () => {};
    hook.answer = () =>
      new Promise((answer) => {
        release = () => answer({ status: 200 });
      });
    const slow = outbox.deliver("hook");
    await outbox.deliver("other");
    expect(other.taken()).toHaveLength(1);
    await vi.waitUntil(() => hook.requests.length > 0);
    expect(await outbox.deliver("hook")).toBeNull();
    release();
    await slow;
    expect(heard(hook.requests)).toEqual(["fired"]);
  });

  it("takes what it can while one message is never taken", async () => {
    hook.answer = (request) => ({ status: told(request).group === "ledger" ? 500 : 200 });
    await fire(finding("vpce-b", { serviceName: "ledger" }), finding("vpce-a"));
    await outbox.minutes(2, ["hook"]);
    expect(hook.taken().map((request) => told(request).group)).toEqual(["fraud-api"]);
  });

  it("that is taken out of the file while something waits hears of it again within 72 hours, and never after", async () => {
    const giveUp = () =>
      giveUpRemoved(
        db.pool,
        (alerts as { receivers: { name: string }[] }).receivers.map(({ name }) => name),
        new Date(outbox.now().getTime() - giveUpMs),
        outbox.now(),
      );
    const both = alerts;
    hook.answer = () => ({ status: 500 });
    await fire(finding("vpce-a"));
    await outbox.minutes(2, ["hook"]);
    alerts = { receivers: [webhook("other", other.url())] };
    await outbox.end("vpce-a");
    await outbox.minutes(1, ["hook", "other"]);
    expect([await giveUp(), await outbox.states("hook")]).toEqual([0, { waiting: 1 }]);
    expect(heard(other.taken())).toEqual(["fired", "resolved"]);
    outbox.pass(73 * 3600);
    expect([await giveUp(), await outbox.states("hook")]).toEqual([1, { abandoned: 1 }]);
    // The name is there again, and works: it hears of what happens from now on.
    alerts = both;
    hook.answer = () => ({ status: 200 });
    await fire(finding("vpce-b"));
    await outbox.minutes(2, ["hook"]);
    expect(heard(hook.taken())).toEqual(["fired"]);
  });

  it("without its secret is sent nothing, and it is said why", async () => {
    vi.stubEnv("ALERT_TEST_SECRET", "");
    await fire(finding("vpce-a"));
    await outbox.minutes(1, ["hook"]);
    vi.stubEnv("ALERT_TEST_SECRET", "s3cret");
    expect(hook.requests).toEqual([]);
    const { rows } = await db.pool.query(
      "SELECT state, last_error FROM alert_message WHERE receiver = 'hook'",
    );
    expect(rows).toEqual([
      { state: "refused", last_error: "the variable ALERT_TEST_SECRET holds no secret." },
    ]);
  });
});
