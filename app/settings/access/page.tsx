import type { Metadata } from "next";
import { AccessView } from "#components/access/AccessView.tsx";
import { loadAccessPage } from "#lib/access/loaders.ts";

export const metadata: Metadata = { title: "Access" };

export default async function AccessSettingsPage() {
  return <AccessView page={await loadAccessPage()} />;
}
