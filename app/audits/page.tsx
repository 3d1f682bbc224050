import type { Metadata } from "next";
import { AuditsView } from "#components/audits/AuditsView.tsx";
import { loadAudits } from "#lib/audits/pageLoaders.ts";

export const metadata: Metadata = { title: "Audits" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditsPage({ searchParams }: Props) {
  return <AuditsView {...(await loadAudits(await searchParams))} />;
}
