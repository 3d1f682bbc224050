import type { Metadata } from "next";
import { LoadBalancersView } from "#components/inventory/LoadBalancersView.tsx";
import { loadLoadBalancers } from "#lib/inventory/listPageLoaders.ts";

export const metadata: Metadata = { title: "Load balancers" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LoadBalancersPage({ searchParams }: Props) {
  return <LoadBalancersView page={await loadLoadBalancers(await searchParams)} />;
}
