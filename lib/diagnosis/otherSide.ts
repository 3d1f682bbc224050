import type { CheckAnswer, PathHop } from "./schema.ts";
import { hopNames } from "./sentence.ts";
import type { Break, Walk, WalkedHop } from "./walkSchema.ts";

/** Hops that are the provider's to mend, and whose evidence is of its account. */
const providersHops: readonly string[] = ["service", "load-balancer", "targets"] satisfies PathHop[];
/** Collectors that see the provider's side; what they saw tells of it at the consumer's hops too. */
const providersSources: readonly string[] = ["services", "connections", "load-balancers"];

/** What stands for what was seen on the provider's side. */
const hidden = "What was seen here is on the provider's side, which your grant does not cover.";

/**
 * SQL for a select item, `"providerSeen"`: whether whoever asks may see the provider's side of a row `d` of
 * `endpoint_diagnosis`. Where the provider is somebody else's there is nothing to see, and nothing to hide.
 */
export const providerSeenSql = `(NOT coalesce(d.provider_ours, false)
  OR EXISTS (SELECT FROM vpc_endpoint_service p WHERE p.service_name = d.service_name)) AS "providerSeen"`;

/**
 * A walk without what was seen on the provider's side: which hop is broken, whose it is and since when stays, because the
 * consumer feels it; ids, evidence and sentences go. Answers over endpoints of many accounts go as well.
 */
export function withoutProvider({ verdict, lanes, hops, beside }: Walk): Walk {
  const broken = verdict.break;
  const taken = [broken, ...verdict.others].some((one) => one && isProviders(one.cause));
  const about = broken && taken ? ` Broken at ${hopNames[broken.hop]}.` : "";
  return {
    verdict: {
      ...verdict,
      break: broken && maskedBreak(broken),
      others: verdict.others.map(maskedBreak),
      // Sentences quote reasons, symptoms and what may have a part: any of them may be the provider's.
      sentence:
        taken || hops.some(mentions)
          ? `The path leads to another account.${about} ${hidden}`
          : verdict.sentence,
    },
    lanes,
    hops: hops.map(maskedHop),
    beside: beside.filter(({ checkId }) => checkId !== "central-endpoint-candidate").map(masked),
  };
}

const isProviders = ({ hop, evidence }: CheckAnswer) =>
  providersHops.includes(hop) || evidence.some(({ source }) => providersSources.includes(source));

const masked = (answer: CheckAnswer): CheckAnswer =>
  isProviders(answer) ? { ...answer, reason: hidden, evidence: [] } : answer;

const maskedBreak = (one: Break): Break => ({ ...one, cause: masked(one.cause) });

const maskedHop = (hop: WalkedHop): WalkedHop => ({
  ...hop,
  ...{ causes: hop.causes.map(masked), symptoms: hop.symptoms.map(masked) },
  ...{ contributing: hop.contributing.map(masked), advisory: hop.advisory.map(masked) },
});

const mentions = ({ causes, symptoms, contributing }: WalkedHop) =>
  [...causes, ...symptoms, ...contributing].some((one) => one.state === "fail" && isProviders(one));
