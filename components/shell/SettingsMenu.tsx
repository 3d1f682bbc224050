"use client";

import { ActionIcon } from "@mantine/core";
import { IconSunMoon } from "@tabler/icons-react";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";

const fetchMenu = () =>
  import("./SettingsMenuControl.tsx").then(({ SettingsMenuControl }) => SettingsMenuControl);

/** Theme, and the time zone that times are shown in. */
export function SettingsMenu() {
  return (
    <OnFirstUse fetch={fetchMenu} props={{}}>
      <ActionIcon aria-label="Theme and time zone" aria-haspopup="menu" aria-expanded={false}>
        <IconSunMoon size={17} stroke={1.6} />
      </ActionIcon>
    </OnFirstUse>
  );
}
