import type { Metadata } from "next";
import { AccountView } from "#components/access/AccountView.tsx";
import { loadAccount } from "#lib/access/accountLoaders.ts";

export const metadata: Metadata = { title: "You" };

export default async function AccountPage() {
  return <AccountView page={await loadAccount()} />;
}
