import {
  type CollectorName,
  collectorCatalog,
  type ErrorClass,
  globalRegion,
  isCollectorName,
} from "./schema.ts";

const longestBackoffSeconds = 6 * 3600;
/** Classes that time alone does not heal: tried again, but rarely. */
const needsPeople: ReadonlySet<ErrorClass> = new Set(["denied", "region-off", "absent", "suspended"]);

/**
 * Seconds until a failing scope is tried again: 1 minute, then doubling, for what may pass by itself; no sooner
 * than its interval, then doubling, for what somebody has to repair. Never more than 6 hours beyond the interval.
 * @param failures failed runs in a row, this one included (at least 1).
 */
export function retryAfterSeconds(errorClass: ErrorClass, failures: number, intervalSeconds: number): number {
  const first = needsPeople.has(errorClass) ? intervalSeconds : 60;
  const ceiling = Math.max(intervalSeconds, longestBackoffSeconds);
  return Math.min(first * 2 ** Math.min(failures - 1, 20), ceiling);
}

/** A number from 0 to 1 that is always the same for a name (FNV-1a): spreads scopes, and tests stay repeatable. */
export function shareOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  // The last characters of a name reach the high bits only by mixing.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** A wait a tenth longer or shorter, by name: what failed together is not tried again together. */
export function jitter(name: string, seconds: number): number {
  return seconds * (0.9 + 0.2 * shareOf(name));
}

/**
 * When a scope that was collected is due again. Each place has a moment of its own within the interval, so that a
 * fleet that was first collected all at once spreads out; a scope comes nearer to its moment by at most a quarter of
 * the interval at a time, and is never later than its interval.
 * @param place account and region: what a place needs at the same time is done in one go.
 */
export function nextDue(place: string, startedAt: Date, intervalSeconds: number): Date {
  const interval = intervalSeconds * 1000;
  const latest = startedAt.getTime() + interval;
  const early = (latest - Math.floor(shareOf(place) * interval)) % interval;
  return new Date(latest - Math.min(early, interval / 4));
}

/** Why a scope that keeps failing is tried less often than its interval, half a sentence. */
export function whyLessOften(errorClass: string | null): string {
  if (needsPeople.has(errorClass as ErrorClass)) return "because asking again does not change a refusal";
  if (errorClass === "throttled") return "because each further call would add to what AWS throttles";
  return "because it has failed again and again";
}

export interface Explanation {
  /** What happened, one sentence. */
  summary: string;
  /** What to do about it, one sentence; empty when there is nothing to do but wait. */
  fix: string;
}

/** A failed scope in plain words, with what to change and where. */
export function explainFailure(failed: {
  collector: string;
  accountId: string;
  region: string;
  errorClass: string | null;
  errorCode?: string | null;
  /** The server's sentence; names the refused action where AWS tells it. */
  errorMessage?: string | null;
}): Explanation {
  const { collector, accountId, region, errorCode } = failed;
  const place = region === "global" ? `account ${accountId}` : `account ${accountId} in ${region}`;
  const code = errorCode ? ` (${errorCode})` : "";
  if (collector === "probes") return explainSource(region, failed.errorClass, code);
  const actions = actionsNamedBy(failed.errorMessage) ?? actionsOf(collector);
  const text = texts[failed.errorClass as ErrorClass] ?? texts.permanent;
  return {
    summary: text.summary(place, code),
    fix: text.fix(accountId, actions, region),
  };
}

/** A source of probes is no account, and needs no permission of AWS; it stands where others have their region. */
function explainSource(name: string, errorClass: string | null, code: string): Explanation {
  const [what, fix] = sourceTexts[errorClass as ErrorClass] ?? [
    "refused the query",
    "The message of the run says why.",
  ];
  const source = name === globalRegion ? "A probe source" : `The probe source ${name}`;
  return { summary: `${source} ${what}${code}.`, fix };
}

const credentials = "Check what it signs in with, under probes.prometheus in linkledger.yaml.";
const sourceTexts: Partial<Record<ErrorClass, [what: string, fix: string]>> = {
  throttled: ["asked to slow down", "It is tried again by itself."],
  unavailable: [
    "failed on its side, or left a part out",
    "It is tried again by itself; what is missing is asked for again.",
  ],
  network: ["could not be reached", "Check its url, DNS, proxy and firewall; it is tried again by itself."],
  denied: ["denied access", credentials],
  "expired-credentials": ["did not accept the credentials", credentials],
  absent: ["has no query API at its url", "The url is the part before /api/v1."],
  malformed: [
    "answered with something that is not of Prometheus",
    "See whether a proxy or a sign-in page answers.",
  ],
  interrupted: ["was left when the collector was stopped", ""],
  internal: ["met a mistake of Linkledger", "See the log of the collectors."],
};

function actionsOf(collector: string): readonly string[] {
  return isCollectorName(collector) ? collectorCatalog[collector as CollectorName].actions : [];
}

function actionsNamedBy(message: string | null | undefined): string[] | undefined {
  const named = message?.match(
    /\b(?:ec2|elasticloadbalancing|cloudwatch|ce|logs|pricing|servicequotas|organizations|sts):[A-Z]\w+/g,
  );
  return named ? [...new Set(named)] : undefined;
}

type Text = {
  summary: (place: string, code: string) => string;
  fix: (accountId: string, actions: readonly string[], region: string) => string;
};
const nothing = () => "";

const texts: Record<ErrorClass, Text> = {
  throttled: {
    summary: (place, code) => `AWS asked to slow down in ${place}${code}.`,
    fix: () => "It is tried again by itself; if it stays, other tools use up the account's request rate.",
  },
  unavailable: {
    summary: (place, code) => `The API failed on its side in ${place}${code}.`,
    fix: nothing,
  },
  network: {
    summary: (place, code) => `The API could not be reached for ${place}${code}.`,
    fix: () => "Check DNS, proxy and firewall between this machine and AWS; it is tried again by itself.",
  },
  denied: {
    summary: (place, code) => `Access denied in ${place}${code}.`,
    fix: (accountId, actions) =>
      actions.some((action) => action === "sts:AssumeRole")
        ? `Let Linkledger's identity assume its role in account ${accountId}: the role must exist, and its trust policy must name that identity and the external id.`
        : `Allow ${actions.join(", ")} to Linkledger's role in account ${accountId}, and check that no service control policy denies it.`,
  },
  "expired-credentials": {
    summary: (place, code) => `The credentials for ${place} have expired or are not valid${code}.`,
    fix: () => "Sign in again, or give Linkledger credentials that renew themselves (a role).",
  },
  "region-off": {
    summary: (place, code) => `The region is not enabled, or not for these credentials: ${place}${code}.`,
    fix: (accountId, _actions, region) =>
      `Enable ${region} for account ${accountId}, or leave it out of "regions" in linkledger.yaml.`,
  },
  absent: {
    summary: (place, code) => `The server does not offer this call for ${place}${code}.`,
    fix: () =>
      "Nothing to do at AWS itself; at another server (AWS_ENDPOINT_URL) this part is not collected.",
  },
  malformed: {
    summary: (place, code) => `The answer for ${place} could not be read${code}.`,
    fix: () => "See whether a proxy or gateway answers in place of AWS.",
  },
  permanent: {
    summary: (place, code) => `AWS refused the request for ${place}${code}.`,
    fix: () => "The message of the run says why.",
  },
  suspended: {
    summary: (place) => `Not collected: ${place} is suspended or closed.`,
    fix: nothing,
  },
  budget: {
    summary: (place) => `Not asked: ${place} would have cost more than is set for the day.`,
    fix: () =>
      "It goes on when the day (UTC) ends; to ask more, raise logsInsights.usdPerDay in linkledger.yaml.",
  },
  interrupted: {
    summary: (place) => `The collector was stopped while it worked on ${place}.`,
    fix: nothing,
  },
  internal: {
    summary: (place, code) => `Linkledger itself failed on ${place}${code}.`,
    fix: () => "See the log of the collectors.",
  },
};
