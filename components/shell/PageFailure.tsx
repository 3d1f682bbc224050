"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ErrorState } from "#components/ui/States.tsx";
import type { Freshness } from "#lib/runs/freshness.ts";
import { useFreshness } from "./useFreshness.ts";

const unknown: Freshness = { now: new Date(0).toISOString(), database: false };

/** In place of a page that could not be rendered: says what is down, and comes back by itself when it is up again. */
export function PageFailure({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  const client = useQueryClient();
  const { freshness, reachable } = useFreshness(unknown);
  const wasDown = useRef(false);
  const down = !reachable || !freshness.database;
  useEffect(() => {
    document.title = "Something failed · Linkledger";
    void client.invalidateQueries({ queryKey: ["freshness"] });
  }, [client]);
  useEffect(() => {
    if (wasDown.current && !down) retry();
    wasDown.current = down;
  }, [down, retry]);
  const again = <Button onClick={() => retry()}>Try again</Button>;
  if (!reachable) {
    return (
      <ErrorState title="Linkledger cannot be reached" actions={again}>
        <p>The connection is gone, or the app is stopped. The page comes back by itself.</p>
      </ErrorState>
    );
  }
  if (down) {
    return (
      <ErrorState title="The database does not answer" actions={again}>
        <p>
          Linkledger runs, but its Postgres cannot be reached; the app&apos;s log says why. What was collected
          is not affected. The page comes back by itself when the database does.
        </p>
      </ErrorState>
    );
  }
  return (
    <ErrorState title="This page could not be shown" actions={again}>
      <p>
        Something failed inside Linkledger. What was collected is not affected; the app&apos;s log has the
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
