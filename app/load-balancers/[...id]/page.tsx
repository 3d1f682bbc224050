import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LoadBalancerPageView } from "#components/inventory/LoadBalancerPageView.tsx";
import { loadLoadBalancerPage } from "#lib/inventory/providerPageLoaders.ts";

interface Props {
  params: Promise<{ id: string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: id.at(-2) ?? id.at(-1) };
}

// An ARN holds slashes: the id is the rest of the path, with its slashes encoded or not.
export default async function LoadBalancerPage({ params }: Props) {
  const page = await loadLoadBalancerPage((await params).id.join("/"));
  if (!page) notFound();
  return <LoadBalancerPageView page={page} />;
}
