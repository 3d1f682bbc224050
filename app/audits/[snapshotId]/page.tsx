import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditView } from "#components/audits/AuditView.tsx";
import { loadAuditPage } from "#lib/audits/pageLoaders.ts";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ params }: { params: Promise<{ snapshotId: string }> }) {
  const page = await loadAuditPage((await params).snapshotId);
  if (!page) notFound();
  return <AuditView page={page} />;
}
