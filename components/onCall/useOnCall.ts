"use client";

import { useNetwork } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { queryString } from "#lib/onCall/query.ts";
import type { OnCall, OnCallAnswer } from "#lib/onCall/schema.ts";

const pollMs = 20_000;
const retryMs = 5_000;

/** Why nothing newer arrives: the app cannot be reached, or its database does not answer it. */
export type Trouble = "network" | "database";

class DatabaseAway extends Error {}

/**
 * The page as it is now: asked again every 20 s, whole where something changed. While nothing arrives the last picture
 * stays, with the reason.
 */
export function useOnCall(initial: OnCall): { page: OnCall; trouble: Trouble | null } {
  const client = useQueryClient();
  const { online } = useNetwork();
  const parameters = queryString(initial.query);
  const queryKey = ["on-call", parameters];
  const { data, error, failureReason } = useQuery<OnCall>({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<OnCall>(queryKey) ?? initial;
      const asked = new URLSearchParams(parameters);
      asked.set("version", known.version);
      const response = await fetch(`/internal/on-call?${asked}`, { signal, cache: "no-store" });
      if (response.status === 503) throw new DatabaseAway("the database does not answer");
      if (!response.ok) throw new Error(`on-call: HTTP ${response.status}`);
      const answer = (await response.json()) as OnCallAnswer;
      return answer.unchanged ? { ...known, readAt: answer.readAt } : answer.page;
    },
    initialData: initial,
    refetchInterval: (query) => (query.state.status === "error" ? retryMs : pollMs),
    refetchOnReconnect: "always",
    retry: 1,
    retryDelay: 1000,
  });
  // The shell renews pages on its own: whichever was read later is shown.
  const page = initial.readAt > data.readAt ? initial : data;
  const failed = error ?? failureReason;
  const trouble = !online
    ? "network"
    : failed
      ? failed instanceof DatabaseAway
        ? "database"
        : "network"
      : null;
  return { page, trouble };
}
