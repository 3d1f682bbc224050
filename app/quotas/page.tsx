import type { Metadata } from "next";
import { QuotasView } from "#components/quotas/QuotasView.tsx";
import { loadList } from "#lib/api/list/loaders.ts";
import { quotaList } from "#lib/quotas/quotaList.ts";

export const metadata: Metadata = { title: "Quotas" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function QuotasPage({ searchParams }: Props) {
  return <QuotasView list={await loadList(quotaList, await searchParams, { sort: "-usedShare" })} />;
}
