import type { Metadata } from "next";
import { ActivityView } from "#components/access/ActivityView.tsx";
import { activityList } from "#lib/access/activityList.ts";
import { loadList } from "#lib/api/list/loaders.ts";

export const metadata: Metadata = { title: "Activity" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ActivityPage({ searchParams }: Props) {
  return <ActivityView list={await loadList(activityList, await searchParams, { sort: "-doneAt" })} />;
}
