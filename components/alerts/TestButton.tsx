"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay } from "#components/access/SignedIn.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import classes from "./alerts.module.css";

interface Tested {
  outcome: "delivered" | "retry" | "refused";
  detail: string;
  milliseconds: number;
}

/** Sends a test to a receiver, and says what it answered. */
export function TestButton({ receiver }: { receiver: string }) {
  const may = useMay("fleet settings");
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const test = async () => {
    setBusy(true);
    const sent = await sendEntry<Tested>(`/api/v1/receivers/${encodeURIComponent(receiver)}/tests`, {});
    setBusy(false);
    if ("problem" in sent) return setSaid({ good: false, text: sent.problem });
    const { outcome, detail, milliseconds } = sent.answer;
    setSaid({ good: outcome === "delivered", text: `${detail} ${milliseconds} ms` });
    router.refresh();
  };
  if (!may) return null;
  return (
    <span className={classes.test}>
      <Button size="compact-xs" variant="default" loading={busy} onClick={() => void test()}>
        Test<span className="visually-hidden"> {receiver}</span>
      </Button>
      <span role="status" className={classes.answer}>
        {said && (
          <>
            <StatusMark status={said.good ? "ok" : "bad"} /> {said.text}
          </>
        )}
      </span>
    </span>
  );
}
