import { readJson } from "../api/body.ts";
import { ProblemError } from "../api/problem.ts";
import { configuredPushTokens } from "../config/data.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { ConfigurationError } from "../errors.ts";
import { requireEndpoint } from "../inventory/loaders.ts";
import { log } from "../log.ts";
import { endpointProbes, findCandidates } from "./data.ts";
import { storeProbes } from "./mutations.ts";
import { claimOf, preparePush, readPush } from "./push.ts";
import type { EndpointProbes, ProbePushAnswer } from "./schema.ts";
import { type PushToken, tokenOf } from "./tokens.ts";

const mostBytes = 1024 * 1024;

/**
 * Stores a push of probe results. Throws InvalidInputError for a body that is not what it should be, and
 * ProblemError: 401 without a token that is known, 403 where no token is configured, 413 and 415.
 */
export async function receiveProbes(request: Request): Promise<ProbePushAnswer> {
  const token = authenticate(request.headers.get("authorization"));
  const encoding = request.headers.get("content-encoding");
  if (encoding && encoding !== "identity")
    throw new ProblemError(
      415,
      "Unsupported Media Type",
      `content-encoding ${encoding} is not read; send plain JSON.`,
    );
  const body = await readJson(request, mostBytes, "send fewer results at once");
  const push = readPush(body, currentTime());
  const claims = push.results.map(claimOf);
  const { pool } = await database();
  const ids = claims.flatMap(({ vpcEndpointId }) => vpcEndpointId ?? []);
  const hosts = claims.flatMap(({ vpcEndpointId, host }) => (vpcEndpointId || !host ? [] : [host]));
  const { series, results, unmatched } = preparePush(
    push,
    await findCandidates(pool, ids, hosts),
    token.name,
  );
  const stored = await storeProbes(pool, series, results);
  return { received: push.results.length, stored, unmatched };
}

function configuredTokens(): PushToken[] {
  try {
    return configuredPushTokens();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    log.error({ err: error }, "the configuration cannot be read, so no probe results are taken");
    throw new ProblemError(503, "Service Unavailable", "The configuration cannot be read; the log says why.");
  }
}

function authenticate(header: string | null): PushToken {
  const tokens = configuredTokens();
  if (tokens.length === 0) {
    throw new ProblemError(
      403,
      "Forbidden",
      "No token may push probe results: set probes.tokens in linkledger.yaml to [{ name, sha256 }], the SHA-256 of the token in hexadecimal.",
    );
  }
  const token = tokenOf(header, tokens);
  if (token) return token;
  throw new ProblemError(
    401,
    "Unauthorized",
    "Expected Authorization: Bearer with a token of probes.tokens.",
    {
      "www-authenticate": 'Bearer realm="linkledger"',
    },
  );
}

/** What probes say about the endpoint of a path. Throws NotFoundError for an id that no run has seen. */
export async function loadEndpointProbes(id: string): Promise<EndpointProbes> {
  const { accountId, vpcEndpointId } = await requireEndpoint(id);
  return endpointProbes((await database()).pool, { accountId, vpcEndpointId }, currentTime());
}
