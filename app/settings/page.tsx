import type { Metadata } from "next";
import { SettingsView } from "#components/settings/SettingsView.tsx";
import { loadSettings } from "#lib/settings/loaders.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  return <SettingsView page={await loadSettings()} />;
}
