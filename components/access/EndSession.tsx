"use client";

import { useRouter } from "next/navigation";
import { sendEntry } from "#components/ui/sendEntry.ts";
import { AskedTwice } from "./AskedTwice.tsx";

interface Props {
  sessionId: string;
  /** `your`, or `Ada's`. */
  whose: string;
  /** It is the one that this page was opened with. */
  current: boolean;
}

/** Ends a session, after asking once. Whoever ends the one in use is led to signing in. */
export function EndSession({ sessionId, whose, current }: Props) {
  const router = useRouter();
  const end = async () => {
    const sent = await sendEntry(`/api/v1/access/sessions/${sessionId}`, undefined, "DELETE");
    if ("problem" in sent) return sent.problem;
    if (current) location.assign("/signed-out");
    else router.refresh();
    return null;
  };
  return (
    <AskedTwice
      label="End"
      about={`${whose} session`}
      sure={current ? "Sign out here" : "End it"}
      onSure={end}
    />
  );
}
