import type { Metadata } from "next";
import { AlertsView } from "#components/alerts/AlertsView.tsx";
import { loadAlerts } from "#lib/alerts/pageLoaders.ts";

export const metadata: Metadata = { title: "Alerts" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AlertsPage({ searchParams }: Props) {
  return <AlertsView page={await loadAlerts(await searchParams)} />;
}
