import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { POST as acknowledge } from "#app/api/v1/alert-acknowledgements/route.ts";
import { GET as one } from "#app/api/v1/alerts/[id]/route.ts";
import { POST as test } from "#app/api/v1/receivers/[id]/tests/route.ts";
import { GET as receivers } from "#app/api/v1/receivers/route.ts";
import { POST as end } from "#app/api/v1/silences/[id]/ends/route.ts";
import { POST as silence, GET as silences } from "#app/api/v1/silences/route.ts";
import { finding } from "#lib/alerts/testing/finding.ts";
import { testOutbox } from "#lib/alerts/testing/outbox.ts";
import { testReceiver } from "#lib/alerts/testing/receiver.ts";
import { fixtureNow } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const hook = testReceiver();
const secret = { env: "ALERT_TEST_SECRET" };
const alerts = () => ({ receivers: [{ name: "hook", type: "webhook", url: hook.url(), secret }] });
const outbox = testOutbox(db, alerts);
const folder = mkdtempSync(join(tmpdir(), "linkledger-alerts-"));

type Route = (request: Request, context: { params: Promise<never> }) => Promise<Response>;
const addresses = new Map<unknown, string>([
  [acknowledge, "alert-acknowledgements"],
  [one, "alerts/{id}"],
  [test, "receivers/{id}/tests"],
  [receivers, "receivers"],
  [end, "silences/{id}/ends"],
  [silence, "silences"],
  [silences, "silences"],
]);
async function call(route: unknown, body?: object, id = "") {
  const init = { method: "POST", headers: { "content-type": "application/json" } };
  const url = `http://x/api/v1/${addresses.get(route)?.replace("{id}", id)}`;
  const request = new Request(url, body && { ...init, body: JSON.stringify(body) });
  const response = await (route as Route)(request, { params: Promise.resolve({ id } as never) });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", fixtureNow.toISOString());
  vi.stubEnv("ALERT_TEST_SECRET", "s3cret");
  const file = join(folder, "linkledger.yaml");
  writeFileSync(file, JSON.stringify({ outbound: { allow: ["127.0.0.1"] }, alerts: alerts() }));
  vi.stubEnv("LINKLEDGER_CONFIG", file);
  await outbox.reset();
  await insertRows(db, "finding", [
    finding("vpce-a"),
    finding("vpce-b"),
    finding("vpce-c", { owner: "ledger" }),
  ]);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const entry = {
  ...{ by: "Ines", reason: "CHG-1", endsAt: "2026-11-18T16:00:00Z" },
  match: { owner: ["ledger"] },
};

it.each([
  [{ match: {} }, "match"],
  [{ match: { team: ["a"] } }, "team"],
  [{ match: { severity: ["loud"] } }, "match.severity[0]"],
  [{ endsAt: "2026-11-18T14:00:00Z" }, "endsAt"],
  [{ endsAt: "tomorrow" }, "endsAt"],
  [{ endsAt: "2028-11-18T14:00:00Z" }, "endsAt"],
  [{ startsAt: "2026-11-18T17:00:00Z" }, "endsAt"],
  [{ reason: " " }, "reason"],
])("refuses a silence with %j, naming the field", async (more, field) => {
  expect(await call(silence, { ...entry, ...more })).toMatchObject({ status: 400, body: { field } });
});

it("keeps what a silence is about from everybody, and tells it when somebody ends it", async () => {
  const made = await call(silence, entry);
  expect(made).toMatchObject({ status: 201, body: { state: "active", createdBy: "Ines", alerts: 0 } });
  const { silenceId } = made.body;
  await outbox.evaluate();
  await outbox.deliver("hook");
  const told = () => hook.requests.flatMap(({ body }) => (body as { events: unknown[] }).events).length;
  expect(told()).toBe(2);
  expect((await call(silences)).body.items).toMatchObject([{ silenceId, alerts: 1 }]);
  expect(await call(end, { by: "Ines" }, silenceId)).toMatchObject({
    status: 200,
    body: { state: "over", endedBy: "Ines" },
  });
  expect((await call(end, { by: "Ines" }, silenceId)).status).toBe(400);
  expect((await call(end, { by: "Ines" }, "none")).status).toBe(404);
  await outbox.evaluate();
  await outbox.deliver("hook");
  expect(told()).toBe(3);
});

it("takes several alerts on at once, tells so, and shows who was told of one", async () => {
  const { rows } = await db.pool.query<{ id: string }>("SELECT alert_id AS id FROM alert ORDER BY subject");
  const alertIds = rows.map(({ id }) => id);
  const body = { alertIds: [...alertIds, "none"], by: "Ines" };
  expect(await call(acknowledge, body)).toMatchObject({ status: 200, body: { acknowledged: 3, left: 1 } });
  expect((await call(acknowledge, body)).body).toMatchObject({ acknowledged: 0, left: 4 });
  hook.requests = [];
  await outbox.deliver("hook");
  expect(hook.requests).toHaveLength(1);
  const detail = await call(one, undefined, alertIds[0]);
  expect(detail.body).toMatchObject({
    ...{ state: "acknowledged", acknowledgedBy: "Ines", receivers: ["hook"] },
    events: [{ event: "acknowledged", by: "Ines" }, { event: "fired" }],
    deliveries: [
      { receiver: "hook", event: "acknowledged", state: "delivered", attempts: 1, lastStatus: 200 },
      { receiver: "hook", event: "fired", state: "delivered" },
    ],
  });
  expect((await call(one, undefined, "none")).status).toBe(404);
});

it("tests a receiver, says what it answered, and shows nothing of where it is", async () => {
  hook.answer = () => ({ status: 401, body: "no such token" });
  expect(await call(test, {}, "hook")).toMatchObject({
    ...{ status: 200 },
    body: { outcome: "refused", status: 401, detail: "HTTP 401: no such token" },
  });
  expect(hook.requests[0]?.headers["linkledger-event"]).toBe("test");
  expect((await call(test, {}, "hook")).status).toBe(429);
  expect((await call(test, {}, "none")).status).toBe(404);
  const { body } = await call(receivers);
  expect(body.items).toMatchObject([
    { name: "hook", state: "refusing", firing: 3, waiting: 0, lastStatus: 401 },
  ]);
  expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|s3cret/);
});
