import type { Metadata } from "next";
import { ExecutiveView } from "#components/executive/ExecutiveView.tsx";
import { loadExecutive } from "#lib/executive/loaders.ts";

export const metadata: Metadata = { title: { absolute: "Executive · Linkledger" } };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ExecutivePage({ searchParams }: Props) {
  const { month, by, budget } = await searchParams;
  const data = await loadExecutive({
    month: [month].flat()[0],
    by: [by].flat()[0],
    budget: [budget].flat()[0],
  });
  return <ExecutiveView data={data} />;
}
