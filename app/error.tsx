"use client";

import { Button } from "@mantine/core";
import { useEffect } from "react";
import { ErrorState } from "#components/ui/States.tsx";

/** Shown in place of a page that could not be rendered; the shell around it stays. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = (error as { digest?: string } | undefined)?.digest;
  useEffect(() => {
    document.title = "Something failed · Linkledger";
  }, []);
  return (
    <ErrorState
      title="This page could not be shown"
      actions={<Button onClick={() => retry()}>Try again</Button>}
    >
      <p>
        Something failed inside Linkledger. Collected data is not affected; the log of the app has the
        details.
      </p>
      {digest && (
        <p>
          Reference <span className="mono">{digest}</span>
        </p>
      )}
    </ErrorState>
  );
}
