import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "#app/api/v1/sns/route.ts";
import { toProblem } from "../api/problem.ts";
import { endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { CertificateStore } from "./certificates.ts";
import { receiveSns } from "./loaders.ts";
import type { SnsEnvelope } from "./schema.ts";
import { type Identity, makeIdentity, openSnsServer, signed } from "./testing.ts";

const db = processDatabase();
const TopicArn = "arn:aws:sns:us-east-1:111111111111:endpoint-connections";
const host = "https://sns.us-east-1.amazonaws.com";
const SigningCertURL = `${host}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`;
const expiredUrl = SigningCertURL.replace("cdef.pem", "0000.pem");
const brokenUrl = SigningCertURL.replace("cdef.pem", "1111.pem");
const now = "2026-11-18T14:05:00.000Z";
const folder = mkdtempSync(path.join(tmpdir(), "linkledger-sns-"));

let signer: Identity;
let stranger: Identity;
let sns: Awaited<ReturnType<typeof openSnsServer>>;
let store: CertificateStore;
let messages = 0;

beforeAll(async () => {
  signer = makeIdentity("sns.amazonaws.com");
  stranger = makeIdentity("sns.amazonaws.com");
  const expired = makeIdentity("sns.amazonaws.com", undefined, [
    new Date("2020-01-01"),
    new Date("2021-01-01"),
  ]);
  sns = await openSnsServer((asked) => {
    if (SigningCertURL.endsWith(asked)) return { status: 200, body: signer.pem };
    if (expiredUrl.endsWith(asked)) return { status: 200, body: expired.pem };
    if (brokenUrl.endsWith(asked)) return { status: 200, body: "<html>not a certificate</html>" };
    return { status: asked.startsWith("/?Action=ConfirmSubscription") ? 200 : 404, body: "" };
  });
  writeFileSync(path.join(folder, "linkledger.yaml"), `webhooks: { sns: { topics: ["${TopicArn}"] } }\n`);
  vi.stubEnv("LINKLEDGER_CONFIG", path.join(folder, "linkledger.yaml"));
  await insertEndpoints(db, [endpointRow("vpce-0a1b2c3d4e5f60718", { region: "eu-west-1" })]);
  const next = new Date("2026-11-18T14:12:00Z");
  await insertRows(
    db,
    "collector_scope",
    ["us-east-1", "eu-west-1"].flatMap((region) =>
      ["endpoints", "connections", "services", "metrics"].map((collector) =>
        scopeRow({ region, collector, nextAttemptAt: next }),
      ),
    ),
  );
});
beforeEach(() => {
  store = new CertificateStore();
  sns.asked.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sns.close();
  rmSync(folder, { recursive: true });
});

const unsigned = (more: Partial<SnsEnvelope> = {}): Omit<SnsEnvelope, "Signature"> => ({
  Type: "Notification",
  MessageId: `message-${++messages}`,
  TopicArn,
  Message: '{"event":"Connect","vpcEndpointId":"vpce-0a1b2c3d4e5f60718"}',
  Timestamp: now,
  SignatureVersion: "2",
  SigningCertURL,
  ...more,
});

const receive = (body: unknown) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request("http://x/api/v1/sns", { method: "POST", body: text });
  return receiveSns(request, sns.fetch, store);
};
/** Status and text of a refusal. */
const refused = (body: unknown) =>
  receive(body).then(
    (answer) => `200 ${JSON.stringify(answer)}`,
    (error: unknown) => {
      const problem = toProblem(error, "/api/v1/sns");
      return `${problem?.status} ${problem?.detail}`;
    },
  );
const stored = async (id: string) =>
  (await db.pool.query("SELECT * FROM sns_message WHERE message_id = $1", [id])).rows;
const dueNow = async () =>
  (
    await db.pool.query<{ scope: string }>(
      "SELECT region || ' ' || collector AS scope FROM collector_scope WHERE next_attempt_at = $1 ORDER BY 1",
      [now],
    )
  ).rows.map(({ scope }) => scope);

describe("a notification", () => {
  it.each(["1", "2"] as const)(
    "signed by version %s is recorded, and what it names is collected",
    async (version) => {
      await db.pool.query("UPDATE collector_scope SET next_attempt_at = '2026-11-18T14:12:00Z'");
      const message = signed(unsigned({ SignatureVersion: version, Subject: "Über" }), signer.key);
      expect(await receive(message)).toEqual({
        status: "recorded",
        event: "Connect",
        serviceId: null,
        vpcEndpointId: "vpce-0a1b2c3d4e5f60718",
        scopes: 1,
      });
      expect(await dueNow()).toEqual(["eu-west-1 endpoints"]);
      expect(await stored(message.MessageId)).toMatchObject([
        { account_id: "111111111111", event: "Connect", subject: "Über", scopes: 1, type: "Notification" },
      ]);
    },
  );

  it("of something unknown has the topic's own place collected", async () => {
    await db.pool.query("UPDATE collector_scope SET next_attempt_at = '2026-11-18T14:12:00Z'");
    const message = signed(unsigned({ Message: "vpce-0fffffffffffffff0 was rejected \0" }), signer.key);
    expect(await receive(message)).toMatchObject({ event: "Reject", scopes: 3 });
    expect(await dueNow()).toEqual(["connections", "endpoints", "services"].map((one) => `us-east-1 ${one}`));
  });

  it("has an effect once, however often it is sent", async () => {
    const message = signed(unsigned(), signer.key);
    expect(await receive(message)).toMatchObject({ status: "recorded" });
    await db.pool.query("UPDATE collector_scope SET next_attempt_at = '2026-11-18T14:12:00Z'");
    expect(await receive(message)).toMatchObject({ status: "duplicate", scopes: 0 });
    expect(await dueNow()).toEqual([]);
    expect(await stored(message.MessageId)).toHaveLength(1);
  });

  it("asks for a certificate once", async () => {
    for (let i = 0; i < 3; i++) await receive(signed(unsigned(), signer.key));
    expect(sns.asked).toHaveLength(1);
  });
});

describe("what is refused", () => {
  it.each<[string, (message: SnsEnvelope) => unknown, RegExp]>([
    ["another key", (message) => signed(message, stranger.key), /^403 The signature/],
    ["a changed text", (message) => ({ ...message, Message: "Delete" }), /^403 The signature/],
    ["an added subject", (message) => ({ ...message, Subject: "x" }), /^403 The signature/],
    ["no signature", ({ Signature: _, ...message }) => message, /^400 Signature/],
    ["another version", (message) => ({ ...message, SignatureVersion: "3" }), /^400 SignatureVersion/],
    [
      "a version that was swapped",
      (message) => ({ ...message, SignatureVersion: "1" }),
      /^403 The signature/,
    ],
    [
      "another topic",
      (message) => signed({ ...message, TopicArn: `${TopicArn}2` }, signer.key),
      /^403 The topic/,
    ],
    ["no JSON", () => "Type=Notification", /^400 body/],
    ["a list", () => [], /^400 body/],
    ["too much", (message) => ({ ...message, Message: "x".repeat(700_000) }), /^413/],
    [
      "what is old",
      (message) => signed({ ...message, Timestamp: "2026-11-18T12:59:00Z" }, signer.key),
      /^400 Timestamp: is 66 minutes old/,
    ],
    [
      "what is to come",
      (message) => signed({ ...message, Timestamp: "2026-11-18T14:11:00Z" }, signer.key),
      /^400 Timestamp: lies/,
    ],
    [
      "an expired certificate",
      (message) => signed({ ...message, SigningCertURL: expiredUrl }, signer.key),
      /^400 SigningCertURL: its certificate is not valid/,
    ],
    [
      "a page for a certificate",
      (message) => signed({ ...message, SigningCertURL: brokenUrl }, signer.key),
      /^400 SigningCertURL: holds no/,
    ],
  ])("%s, and nothing is kept of it", async (_, change, problem) => {
    const message = signed(unsigned(), signer.key);
    expect(await refused(change(message))).toMatch(problem);
    expect(await stored(message.MessageId)).toEqual([]);
  });

  it.each([
    "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem",
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
    "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem",
    "https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef.pem",
    "https://a:b@sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
    "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?x=1",
    "https://sns.us-east-1.amazonaws.com/other/SimpleNotificationService-0123456789abcdef.pem",
    "https://bucket.s3.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
    "https://169.254.169.254/SimpleNotificationService-0123456789abcdef.pem",
    "file:///etc/passwd",
  ])("a certificate at %s, which nobody asks for", async (url) => {
    expect(await refused(signed(unsigned({ SigningCertURL: url }), signer.key))).toMatch(
      /^400 SigningCertURL/,
    );
    expect(sns.asked).toEqual([]);
  });

  it("everything, while no topic is configured", async () => {
    vi.stubEnv("LINKLEDGER_CONFIG", path.join(folder, "none.yaml"));
    const request = new Request("http://x/api/v1/sns", { method: "POST", body: JSON.stringify(unsigned()) });
    const answer = await POST(request, { params: Promise.resolve({}) });
    vi.stubEnv("LINKLEDGER_CONFIG", path.join(folder, "linkledger.yaml"));
    expect(answer.status).toBe(403);
    expect((await answer.json()).detail).toMatch(/webhooks\.sns\.topics/);
  });
});

describe("a subscription", () => {
  const query = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn, Token: "secret-token" });
  const asks = (more: Partial<SnsEnvelope> = {}) =>
    signed(
      unsigned({
        Type: "SubscriptionConfirmation",
        Message: "You have chosen to subscribe; the token is secret-token.",
        Token: "secret-token",
        SubscribeURL: `${host}/?${query}`,
        ...more,
      }),
      signer.key,
    );

  it("to a configured topic is confirmed, and its token kept nowhere", async () => {
    const message = asks();
    expect(await receive(message)).toMatchObject({ status: "confirmed", scopes: 0 });
    expect(sns.asked.at(-1)).toBe(`/?${query}`);
    expect(JSON.stringify(await stored(message.MessageId))).not.toContain("secret-token");
  });

  it.each([
    ["to another topic", { TopicArn: `${TopicArn}2` }],
    ["at another host", { SubscribeURL: `https://evil.example/?${query}` }],
    [
      "of another topic's address",
      { SubscribeURL: `${host}/?${String(query).replace("connections", "others")}` },
    ],
    ["that does something else", { SubscribeURL: `${host}/?${String(query).replace("Confirm", "Un")}` }],
    ["with another token", { Token: "another" }],
    ["without an address", { SubscribeURL: undefined }],
  ])("%s is not", async (_, more) => {
    expect(await refused(asks(more))).toMatch(/^(400 SubscribeURL|403 The topic)/);
    expect(sns.asked.filter((asked) => asked.includes("Action"))).toEqual([]);
  });
});
