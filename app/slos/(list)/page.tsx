import type { Metadata } from "next";
import { SlosView } from "#components/slo/SlosView.tsx";
import { loadList } from "#lib/api/list/loaders.ts";
import { sloList } from "#lib/slo/sloList.ts";

export const metadata: Metadata = { title: "SLOs" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SlosPage({ searchParams }: Props) {
  return <SlosView list={await loadList(sloList, await searchParams, { sort: "budgetLeft" })} />;
}
