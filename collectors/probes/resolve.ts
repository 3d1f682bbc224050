import { findCandidates } from "#lib/probes/data.ts";
import { CandidateIndex, type Match, matchEndpoint, type ProbeClaim } from "#lib/probes/match.ts";
import type { Queryable } from "#lib/runs/mutations.ts";

/** Finds the endpoints of claims, asking the database once for each id and host. */
export class EndpointResolver {
  readonly #db: Queryable;
  readonly #index = new CandidateIndex();
  readonly #asked = new Set<string>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Reads what the claims need; `match` then answers them. */
  async learn(claims: readonly ProbeClaim[]): Promise<void> {
    const ids: string[] = [];
    const hosts: string[] = [];
    for (const { vpcEndpointId, host } of claims) {
      const key = vpcEndpointId ?? host;
      if (key === undefined || this.#asked.has(key)) continue;
      this.#asked.add(key);
      (vpcEndpointId ? ids : hosts).push(key);
    }
    this.#index.add(await findCandidates(this.#db, ids, hosts));
  }

  match(claim: ProbeClaim): Match {
    return matchEndpoint(claim, this.#index.near(claim));
  }
}
