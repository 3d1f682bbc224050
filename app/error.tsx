"use client";

import { PageFailure } from "#components/shell/PageFailure.tsx";

/** Shown in place of a page that could not be rendered; the shell around it stays. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageFailure digest={(error as { digest?: string } | undefined)?.digest} retry={retry} />;
}
