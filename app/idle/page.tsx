import type { Metadata } from "next";
import { IdleView } from "#components/idle/IdleView.tsx";
import { loadIdle } from "#lib/idle/pageLoaders.ts";

export const metadata: Metadata = { title: "Idle" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function IdlePage({ searchParams }: Props) {
  return <IdleView page={await loadIdle(await searchParams)} />;
}
