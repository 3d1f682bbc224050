import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AlertView } from "#components/alerts/AlertView.tsx";
import { loadAlertPage } from "#lib/alerts/pageLoaders.ts";

interface Props {
  params: Promise<{ alertId: string }>;
}

export const metadata: Metadata = { title: "Alert" };

export default async function AlertDetailPage({ params }: Props) {
  const page = await loadAlertPage((await params).alertId);
  if (!page) notFound();
  return <AlertView page={page} />;
}
