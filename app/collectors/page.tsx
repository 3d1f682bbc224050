import type { Metadata } from "next";
import { CollectorsView } from "#components/collectors/CollectorsView.tsx";
import { loadCollectors } from "#lib/runs/loaders.ts";

export const metadata: Metadata = { title: "Collectors" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function CollectorsPage({ searchParams }: Props) {
  const asked = await searchParams;
  const first = (name: string) => [asked[name]].flat()[0];
  const data = await loadCollectors({
    collector: first("collector"),
    outcome: first("outcome"),
    account: first("account"),
    region: first("region"),
    cursor: first("cursor"),
  });
  return <CollectorsView data={data} />;
}
