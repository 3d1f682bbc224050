import type { z } from "zod";
import { type FieldError, InvalidQueryError } from "../api/problem.ts";
import { answerInside, seriesIdOf } from "./compute.ts";
import { type Candidate, hostOf, matchEndpoint } from "./match.ts";
import type { ResultRow, SeriesRow } from "./mutations.ts";
import {
  furthestAheadSeconds,
  oldestResultDays,
  type ProbeLocation,
  type ProbePush,
  type ProbePushAnswer,
  type PushedResult,
  probePushSchema,
} from "./schema.ts";

const mostErrors = 20;

/** A checked push. Throws InvalidQueryError naming each field that is wrong, as `results[3].time`. */
export function readPush(body: unknown, now: Date): ProbePush {
  const parsed = probePushSchema.safeParse(body);
  const errors = parsed.success
    ? timeErrors(parsed.data.results, now)
    : parsed.error.issues.flatMap(errorsOf);
  const [first, ...rest] = errors.slice(0, mostErrors);
  if (first) throw new InvalidQueryError([first, ...rest]);
  return parsed.data as ProbePush;
}

function errorsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: dotted([...issue.path, key]), message: "is not known." }));
  return [{ field: dotted(issue.path) || "body", message: issue.message }];
}

function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`))
    .join("");
}

function timeErrors(results: readonly PushedResult[], now: Date): FieldError[] {
  return results.flatMap(({ time }, i) => {
    const age = now.getTime() - Date.parse(time);
    const field = `results[${i}].time`;
    if (age < -furthestAheadSeconds * 1000)
      return [
        {
          field,
          message: `is more than ${furthestAheadSeconds / 60} minutes ahead of the clock here (${now.toISOString()}).`,
        },
      ];
    if (age > oldestResultDays * 86_400_000)
      return [{ field, message: `is more than ${oldestResultDays} days old; expected newer results.` }];
    return [];
  });
}

export interface PreparedPush {
  series: SeriesRow[];
  results: ResultRow[];
  unmatched: ProbePushAnswer["unmatched"];
}

/** Rows of a push: each result with the endpoint it belongs to, and apart those that belong to no one endpoint. */
export function preparePush(
  { location, results }: ProbePush,
  candidates: readonly Candidate[],
  tokenName: string,
): PreparedPush {
  const series = new Map<string, SeriesRow>();
  const rows = new Map<string, ResultRow>();
  const unmatched: PreparedPush["unmatched"] = [];
  for (const [index, result] of results.entries()) {
    const { target } = result;
    const match = matchEndpoint({ ...location, ...claimOf(result) }, candidates);
    if (match.unmatched) {
      unmatched.push({ index, target, reason: match.unmatched, detail: match.detail });
      continue;
    }
    const row = seriesRow(location, result, match.endpoint, tokenName);
    series.set(row.seriesId, row);
    // Said twice in one push, the first counts, as it does when it is said again later.
    const key = `${row.seriesId} ${Date.parse(result.time)}`;
    if (!rows.has(key)) rows.set(key, resultRow(result, row, match.endpoint));
  }
  return { series: [...series.values()], results: [...rows.values()], unmatched };
}

/** Id and host that a result names. */
export function claimOf({ target, vpcEndpointId }: PushedResult): { vpcEndpointId?: string; host?: string } {
  const id = vpcEndpointId ?? /^vpce-[0-9a-z]+$/.exec(target)?.[0];
  return { vpcEndpointId: id, host: hostOf(target) };
}

function seriesRow(
  location: ProbeLocation,
  { target, kind, intervalSeconds }: PushedResult,
  { accountId, region, vpcEndpointId }: Candidate,
  tokenName: string,
): SeriesRow {
  const place = [location.name, location.accountId ?? "", location.region ?? "", location.vpcId ?? ""];
  return {
    accountId,
    region,
    vpcEndpointId,
    seriesId: seriesIdOf(["push", vpcEndpointId, ...place, target, kind]),
    source: `push:${tokenName}`,
    location: location.name,
    locationAccountId: location.accountId ?? null,
    locationRegion: location.region ?? null,
    locationVpcId: location.vpcId ?? null,
    locationSubnetId: location.subnetId ?? null,
    locationAzId: location.azId ?? null,
    kind,
    target,
    intervalSeconds: intervalSeconds ?? null,
    labels: {},
  };
}

function resultRow(result: PushedResult, { accountId, seriesId }: SeriesRow, endpoint: Candidate): ResultRow {
  const { latencySeconds, dns, certificateExpiresAt } = result;
  return {
    accountId,
    seriesId,
    ts: new Date(result.time),
    success: result.success,
    resolveSeconds: latencySeconds?.resolve ?? null,
    connectSeconds: latencySeconds?.connect ?? null,
    tlsSeconds: latencySeconds?.tls ?? null,
    firstByteSeconds: latencySeconds?.firstByte ?? null,
    totalSeconds: latencySeconds?.total ?? null,
    dnsAddresses: dns?.addresses ?? [],
    dnsAnswerCount: dns?.addresses.length ?? null,
    dnsTtlSeconds: dns?.ttlSeconds ?? null,
    answerInside: answerInside(dns?.addresses ?? [], endpoint.addresses),
    httpStatus: result.httpStatus ?? null,
    certificateExpiresAt: certificateExpiresAt ? new Date(certificateExpiresAt) : null,
    errorClass: result.errorClass ?? null,
  };
}
