import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunbookView } from "#components/runbooks/RunbookView.tsx";
import { incidentChecklist } from "#lib/runbooks/checklist.ts";
import { runbookOf, runbooksOfHop } from "#lib/runbooks/runbooks.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: runbookOf((await params).id)?.title ?? "Runbook" };
}

export default async function RunbookPage({ params }: Props) {
  const runbook = runbookOf((await params).id);
  if (!runbook) notFound();
  return (
    <RunbookView runbook={runbook} siblings={runbooksOfHop(runbook.hop)} checklist={incidentChecklist} />
  );
}
