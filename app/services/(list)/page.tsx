import type { Metadata } from "next";
import { ServicesView } from "#components/inventory/ServicesView.tsx";
import { loadServices } from "#lib/inventory/listPageLoaders.ts";

export const metadata: Metadata = { title: "Services" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ServicesPage({ searchParams }: Props) {
  return <ServicesView page={await loadServices(await searchParams)} />;
}
