import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import "@mantine/core/styles.layer.css";
import "@mantine/charts/styles.layer.css";
import "@mantine/dates/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { SignedInProvider } from "#components/access/SignedIn.tsx";
import { inter } from "#components/shell/fonts.ts";
import { Providers } from "#components/shell/Providers.tsx";
import { Shell } from "#components/shell/Shell.tsx";
import { requestTimeZone } from "#components/shell/timeZone.ts";
import { whoAsks } from "#lib/access/loaders.ts";
import { nonceHeader } from "#lib/api/securityHeaders.ts";
import { currentTime } from "#lib/env.ts";
import { loadFreshness } from "#lib/runs/loaders.ts";

export const metadata: Metadata = {
  title: { default: "Linkledger", template: "%s · Linkledger" },
  description: "What a company's AWS PrivateLink fleet costs, what of it is used, and what is broken.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f8fa" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1117" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page shows the database as it is now: nothing is rendered ahead of the request.
  await connection();
  const [timeZone, freshness] = await Promise.all([requestTimeZone(), loadFreshness()]);
  const who = whoAsks();
  const nonce = (await headers()).get(nonceHeader) ?? undefined;
  return (
    <html lang="en" className={inter.variable} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Providers now={currentTime().toISOString()} timeZone={timeZone} nonce={nonce}>
          <SignedInProvider name={who.kind === "person" ? who.name : null} may={who.acts}>
            <Shell freshness={freshness} who={who}>
              {children}
            </Shell>
          </SignedInProvider>
        </Providers>
      </body>
    </html>
  );
}
