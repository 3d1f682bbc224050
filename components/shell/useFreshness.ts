"use client";

import { useQuery } from "@tanstack/react-query";
import type { Freshness } from "#lib/runs/freshness.ts";

const pollMs = 15_000;
const retryMs = 5_000;

async function fetchFreshness({ signal }: { signal: AbortSignal }): Promise<Freshness> {
  const response = await fetch("/internal/freshness", { signal, cache: "no-store" });
  // 503 carries a valid answer too: the app is there, its database is not.
  if (!response.ok && response.status !== 503) throw new Error(`freshness: HTTP ${response.status}`);
  return (await response.json()) as Freshness;
}

/** The polled freshness, and whether the last poll reached Linkledger at all. */
export function useFreshness(initial: Freshness): {
  freshness: Freshness;
  reachable: boolean;
  since: number;
} {
  const { data, isError, failureCount, dataUpdatedAt } = useQuery({
    queryKey: ["freshness"],
    queryFn: fetchFreshness,
    initialData: initial,
    refetchInterval: (query) => (query.state.status === "error" ? retryMs : pollMs),
    refetchIntervalInBackground: false,
    refetchOnReconnect: "always",
    retry: 1,
    retryDelay: 1000,
  });
  return { freshness: data, reachable: !isError && failureCount === 0, since: dataUpdatedAt };
}
