import type { Metadata } from "next";
import { OnCallView } from "#components/onCall/OnCallView.tsx";
import { loadOnCall } from "#lib/onCall/loaders.ts";
import { readQuery } from "#lib/onCall/query.ts";

export const metadata: Metadata = { title: "On-call" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OnCallPage({ searchParams }: Props) {
  return <OnCallView initial={await loadOnCall(readQuery(await searchParams))} />;
}
