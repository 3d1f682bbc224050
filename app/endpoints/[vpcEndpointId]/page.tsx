import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { after } from "next/server";
import type { SearchParams } from "nuqs/server";
import { EndpointPageView } from "#components/endpoints/EndpointPageView.tsx";
import { loadRangeState } from "#components/endpoints/rangeState.ts";
import { loadEndpointPage } from "#lib/inventory/endpointPageLoaders.ts";
import { noteWatched } from "#lib/polling/watch.ts";

interface Props {
  params: Promise<{ vpcEndpointId: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).vpcEndpointId };
}

export default async function EndpointPage({ params, searchParams }: Props) {
  const [{ vpcEndpointId }, range] = await Promise.all([params, loadRangeState(searchParams)]);
  const page = await loadEndpointPage(vpcEndpointId, range);
  if (!page) notFound();
  after(() => noteWatched(vpcEndpointId));
  return <EndpointPageView page={page} />;
}
