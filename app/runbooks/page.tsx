import type { Metadata } from "next";
import { RunbooksView } from "#components/runbooks/RunbooksView.tsx";
import { runbooks, searchRunbooks } from "#lib/runbooks/runbooks.ts";

export const metadata: Metadata = { title: "Runbooks" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RunbooksPage({ searchParams }: Props) {
  const q = ([(await searchParams).q].flat()[0] ?? "").slice(0, 200);
  return <RunbooksView groups={searchRunbooks(q)} total={runbooks.length} q={q} />;
}
