"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const askEveryMs = 2_000;
const patienceMs = 180_000;

interface CheckNowProps {
  accountId: string;
  /** A check was asked for before this page was made, and is still to come. */
  waiting: boolean;
  checkedAt: string | null;
}

/** Has an account checked by a worker, and shows the page anew when it is. */
export function CheckNow({ accountId, waiting, checkedAt }: CheckNowProps) {
  const router = useRouter();
  const [asked, setAsked] = useState(waiting);
  const [problem, setProblem] = useState("");
  const address = `/api/v1/accounts/${accountId}/checks`;
  useEffect(() => {
    if (!asked) return;
    const until = Date.now() + patienceMs;
    const timer = setInterval(async () => {
      const answer = await fetch(address).catch(() => undefined);
      const state = answer?.ok ? await answer.json() : undefined;
      if (state && !state.waiting) {
        setAsked(false);
        if (state.check?.checkedAt !== checkedAt) router.refresh();
      } else if (Date.now() > until) {
        setAsked(false);
        setProblem("No worker has made it yet: is npm run worker running?");
      }
    }, askEveryMs);
    return () => clearInterval(timer);
  }, [asked, address, checkedAt, router]);
  const ask = async () => {
    setProblem("");
    const headers = { "content-type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: "{}" }).catch(() => undefined);
    if (answer?.ok) setAsked(true);
    else setProblem("It could not be asked for; try again.");
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={asked}
        aria-label={`Check now: ${accountId}`}
        onClick={() => void ask()}
      >
        Check now
      </Button>
      <span className="visually-hidden" role="status">
        {asked ? "A worker is checking the account" : ""}
      </span>
      {problem && <small role="alert">{problem}</small>}
    </>
  );
}
