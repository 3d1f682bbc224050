"use client";

import { Menu, useMantineColorScheme } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { useClock } from "#components/ui/Clock.tsx";
import { timeZoneLabel } from "#lib/format/time.ts";
import { timeZoneCookie } from "./timeZoneCookie.ts";

const schemes = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the system" },
] as const;

/** The menu of `SettingsMenu`. Only a browser draws it, which knows its own time zone. */
export function SettingsMenuControl({ control }: { control: ReactElement }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { timeZone } = useClock();
  const setTimeZone = useSetTimeZone();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set(["UTC", local, timeZone])];
  return (
    <Menu position="bottom-end" width={240} keepMounted={false} shadow="md">
      <Menu.Target>{control}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as (typeof schemes)[number]["value"])}
        >
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>Times in (billed days are always UTC)</Menu.Label>
        <Menu.RadioGroup value={timeZone} onChange={setTimeZone}>
          {zones.map((zone) => (
            <Menu.RadioItem key={zone} value={zone}>
              {zone === "UTC" ? zone : `${zone} (${timeZoneLabel(new Date(), zone)})`}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function useSetTimeZone() {
  const router = useRouter();
  return (timeZone: string) => {
    const year = 365 * 24 * 3600;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on plain HTTP.
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(timeZone)}; path=/; max-age=${year}; samesite=lax`;
    router.refresh();
  };
}
