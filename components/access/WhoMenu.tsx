"use client";

import { ActionIcon } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";
import type { Who } from "#lib/access/loaders.ts";

const fetchMenu = () => import("./WhoMenuControl.tsx").then(({ WhoMenuControl }) => WhoMenuControl);

/** Who looks, what they may see and do, and the way out. */
export function WhoMenu({ who }: { who: Who }) {
  return (
    <OnFirstUse fetch={fetchMenu} props={{ who }}>
      <ActionIcon
        aria-label={who.kind === "local" ? "No sign-in is configured" : `Signed in as ${who.name}`}
        aria-haspopup="menu"
        aria-expanded={false}
      >
        <IconUser size={17} stroke={1.6} />
      </ActionIcon>
    </OnFirstUse>
  );
}
