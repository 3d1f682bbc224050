"use client";

import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { ClockProvider } from "#components/ui/Clock.tsx";
import { NoticeSlot } from "#components/ui/noticeSlot.tsx";
import { cssVariablesResolver, theme } from "./theme.ts";

/** Theme, queries, URL state and the clock: everything client parts of a page rely on. */
export function Providers({
  now,
  timeZone,
  nonce,
  children,
}: {
  now: string;
  timeZone: string;
  /** What styles written into this page must carry to be applied. */
  nonce: string | undefined;
  children: ReactNode;
}) {
  useState(() => lendNonce(nonce));
  const [client] = useState(
    () =>
      new QueryClient({
        // Answers are true for a moment only; a failed one is asked again soon by whoever polls.
        defaultOptions: { queries: { staleTime: 10_000, retry: 1, networkMode: "always" } },
      }),
  );
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ""}
    >
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <ClockProvider now={now} timeZone={timeZone}>
            <NoticeSlot />
            {children}
          </ClockProvider>
        </NuqsAdapter>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/**
 * A dialog locks the page behind it by a style of its own, for which its library asks this global for the nonce; without
 * one the browser refuses the style, and the page scrolls on.
 */
function lendNonce(nonce: string | undefined): void {
  if (typeof window !== "undefined" && nonce) Object.assign(window, { __webpack_nonce__: nonce });
}
