import type { CheckAnswer, PathHop } from "./schema.ts";
import type { Break, Verdict } from "./walkSchema.ts";

/** Hops as they stand in a sentence. */
export const hopNames: Record<PathHop, string> = {
  client: "the client",
  "private-dns": "private DNS",
  endpoint: "the endpoint",
  service: "the service's gates",
  "load-balancer": "the load balancer",
  targets: "the targets",
};

interface Found {
  kind: Verdict["kind"];
  /** The first takes the verdict. */
  breaks: readonly Break[];
  /** AZ IDs in which nothing is broken. */
  standing: readonly string[];
  symptoms: readonly CheckAnswer[];
  unjudged: readonly PathHop[];
  /** Contributing answers that fail: where no cause is known, they may have a part in it. */
  beside: readonly CheckAnswer[];
  /** Whether any hop could pass or fail at all. */
  applies: boolean;
}

/** The verdict in words: what is broken, where, and what still stands or could not be judged. */
export function sentenceOf({ kind, breaks, standing, symptoms, unjudged, beside, applies }: Found): string {
  const open = listWords(unjudged.map((hop) => hopNames[hop]));
  switch (kind) {
    case "broken": {
      const told = breaks.map(breakWords).join(" ");
      return standing.length > 0 ? `${told} Not broken: ${listWords(standing)}.` : told;
    }
    case "cause-not-known": {
      const felt = symptoms[0]?.reason ?? "Calls fail.";
      const rest = open ? `${open} could not be judged` : "every hop that can be judged is in order";
      const part = beside[0] ? ` What may have a part in it: ${beside[0].reason}` : "";
      return `${felt} The cause is not known: ${rest}.${part}`;
    }
    case "not-known":
      return `Nothing is seen to fail, but ${open} could not be judged.`;
    case "in-order":
      return applies ? "Every hop is in order." : "Nothing is judged: no hop applies to this endpoint now.";
  }
}

function breakWords({ hop, lanes, cause }: Break): string {
  const where = lanes.length > 0 ? ` in ${listWords(lanes)}` : "";
  return `Broken at ${hopNames[hop]}${where}: ${cause.reason}`;
}

/** `a`, `a and b`, `a, b and c`; '' for nothing. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
