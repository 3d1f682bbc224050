import type { Metadata } from "next";
import { CostsView } from "#components/costs/CostsView.tsx";
import { loadCostsPage } from "#lib/cost/explore/loaders.ts";

export const metadata: Metadata = { title: "Costs" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function CostsPage({ searchParams }: Props) {
  return <CostsView page={await loadCostsPage(await searchParams)} />;
}
