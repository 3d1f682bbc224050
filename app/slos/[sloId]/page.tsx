import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SloView } from "#components/slo/SloView.tsx";
import { loadSloPage } from "#lib/slo/pageLoaders.ts";

interface Props {
  params: Promise<{ sloId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `SLO ${(await params).sloId.slice(0, 80)}` };
}

export default async function SloDetailPage({ params }: Props) {
  const page = await loadSloPage((await params).sloId);
  if (!page) notFound();
  return <SloView page={page} />;
}
