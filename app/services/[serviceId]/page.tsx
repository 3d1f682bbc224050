import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ServicePageView } from "#components/inventory/ServicePageView.tsx";
import { loadServicePage } from "#lib/inventory/providerPageLoaders.ts";

interface Props {
  params: Promise<{ serviceId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).serviceId };
}

export default async function ServicePage({ params }: Props) {
  const page = await loadServicePage((await params).serviceId);
  if (!page) notFound();
  return <ServicePageView page={page} />;
}
