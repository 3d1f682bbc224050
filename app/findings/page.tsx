import type { Metadata } from "next";
import { FindingsView } from "#components/diagnosis/FindingsView.tsx";
import { loadFindings } from "#lib/diagnosis/findingsPageLoaders.ts";

export const metadata: Metadata = { title: "Findings" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function FindingsPage({ searchParams }: Props) {
  return <FindingsView page={await loadFindings(await searchParams)} />;
}
