import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { after } from "next/server";
import { ConnectionPageView } from "#components/connections/ConnectionPageView.tsx";
import { loadConnectionPage } from "#lib/inventory/connection/pageLoaders.ts";
import { noteWatched } from "#lib/polling/watch.ts";

interface Props {
  params: Promise<{ vpcEndpointId: string; serviceId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { vpcEndpointId, serviceId } = await params;
  return { title: `${vpcEndpointId} to ${serviceId}` };
}

export default async function ConnectionPage({ params }: Props) {
  const { vpcEndpointId, serviceId } = await params;
  const page = await loadConnectionPage(vpcEndpointId, serviceId);
  if (!page) notFound();
  after(() => noteWatched(vpcEndpointId));
  return <ConnectionPageView page={page} />;
}
