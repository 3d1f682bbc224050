import type { Metadata } from "next";
import { ConnectionsView } from "#components/inventory/ConnectionsView.tsx";
import { loadConnections } from "#lib/inventory/listPageLoaders.ts";

export const metadata: Metadata = { title: "Connections" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ConnectionsPage({ searchParams }: Props) {
  return <ConnectionsView page={await loadConnections(await searchParams)} />;
}
