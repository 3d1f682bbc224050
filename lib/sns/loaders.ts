import { readJson } from "../api/body.ts";
import { InvalidQueryError, ProblemError } from "../api/problem.ts";
import { currentConfig } from "../config/data.ts";
import { database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { currentTime } from "../env.ts";
import { InvalidInputError } from "../errors.ts";
import { log } from "../log.ts";
import { wakeWorkers } from "../runs/wake.ts";
import { CertificateStore, type Fetch, fetchFromSns } from "./certificates.ts";
import {
  certificateUrlProblem,
  isSignedBy,
  readConnectionEvent,
  subscribeUrlProblem,
  timeProblem,
  topicPlace,
} from "./compute.ts";
import { bringForward, recordMessage } from "./mutations.ts";
import { mostSnsBytes, type SnsAnswer, type SnsEnvelope, snsEnvelopeSchema } from "./schema.ts";

const certificates = new CertificateStore();

/**
 * Takes a message that Amazon SNS posts. In this order, so that a stranger costs nothing: the shape, the topic (one of
 * `webhooks.sns.topics`), the age, the certificate's address, the signature; only then is anything written or asked.
 * Throws what the API translates.
 * @param fetch how certificates and confirmations are got; tests have a server of their own on loopback.
 */
export async function receiveSns(
  request: Request,
  fetch: Fetch = fetchFromSns,
  store: CertificateStore = certificates,
): Promise<SnsAnswer> {
  const topics = currentConfig()?.webhooks.sns.topics ?? [];
  if (topics.length === 0)
    throw new ProblemError(
      403,
      "Forbidden",
      "No topic is configured: webhooks.sns.topics in linkledger.yaml.",
    );
  const message = await readEnvelope(request);
  const place = topicPlace(message.TopicArn);
  if (!place || !topics.includes(message.TopicArn))
    throw new ProblemError(
      403,
      "Forbidden",
      "The topic is not one of webhooks.sns.topics in linkledger.yaml.",
    );
  const now = currentTime();
  refuse("Timestamp", timeProblem(message.Timestamp, now));
  refuse("SigningCertURL", certificateUrlProblem(message.SigningCertURL, place.host));
  const certificate = await store.get(message.SigningCertURL, now, fetch);
  if (!isSignedBy(certificate, message))
    throw new ProblemError(403, "Forbidden", "The signature is not that of Amazon SNS over this message.");
  if (message.Type === "SubscriptionConfirmation") await confirm(message, place.host, fetch);
  return keep(message, place, now);
}

async function readEnvelope(request: Request): Promise<SnsEnvelope> {
  const body = await readJson(request, mostSnsBytes, "SNS sends no message that is larger");
  const parsed = snsEnvelopeSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
    field: path.join(".") || "body",
    message,
  }));
  const [first = { field: "body", message: "is not a message of SNS." }, ...rest] = errors;
  throw new InvalidQueryError([first, ...rest]);
}

function refuse(field: string, problem: string | undefined): void {
  if (problem) throw new InvalidInputError(field, problem);
}

async function confirm(message: SnsEnvelope, host: string, fetch: Fetch): Promise<void> {
  refuse("SubscribeURL", subscribeUrlProblem(message.SubscribeURL, message, host));
  const { status } = await fetch(message.SubscribeURL ?? "").catch(() => ({ status: 0 }));
  if (status !== 200)
    throw new ProblemError(503, "Service Unavailable", "SNS did not take the confirmation; it asks again.");
  log.info({ topic: message.TopicArn }, "confirmed a subscription to SNS");
}

async function keep(
  message: SnsEnvelope,
  { accountId, region }: { accountId: string; region: string },
  now: Date,
): Promise<SnsAnswer> {
  const confirmation = message.Type !== "Notification";
  const found = confirmation
    ? { event: null, serviceId: null, vpcEndpointId: null }
    : readConnectionEvent(message);
  // The token of a confirmation would let whoever reads it confirm in our name.
  const kept = confirmation ? { ...message, Message: "" } : message;
  const { pool } = await database();
  const answer = await inTransaction(pool, async (client): Promise<SnsAnswer> => {
    const isNew = await recordMessage(client, kept, { accountId, region, ...found }, now);
    if (!isNew) return { status: "duplicate", ...found, scopes: 0 };
    if (confirmation) return { status: message.SubscribeURL ? "confirmed" : "recorded", ...found, scopes: 0 };
    const scopes = await bringForward(client, { accountId, region, ...found }, message.MessageId, now);
    return { status: "recorded", ...found, scopes };
  });
  if (answer.scopes > 0) await wakeWorkers(pool);
  return answer;
}
