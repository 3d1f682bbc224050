"use client";

import { useRouter } from "next/navigation";
import { sendEntry } from "#components/ui/sendEntry.ts";
import { AskedTwice } from "./AskedTwice.tsx";

/** Takes a token away, after asking once. */
export function RevokeToken({ tokenId, name }: { tokenId: string; name: string }) {
  const router = useRouter();
  const revoke = async () => {
    const sent = await sendEntry(`/api/v1/access/tokens/${tokenId}`, undefined, "DELETE");
    if ("problem" in sent) return sent.problem;
    router.refresh();
    return null;
  };
  return <AskedTwice label="Revoke" about={name} sure="Revoke for ever" onSure={revoke} />;
}
