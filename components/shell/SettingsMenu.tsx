"use client";

import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconClock, IconDeviceDesktop, IconMoon, IconSun, IconSunMoon } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useSyncExternalStore } from "react";
import { useClock } from "#components/ui/Clock.tsx";
import { timeZoneLabel } from "#lib/format/time.ts";
import { timeZoneCookie } from "./timeZoneCookie.ts";

const schemes = [
  { value: "light", label: "Light", icon: <IconSun size={15} /> },
  { value: "dark", label: "Dark", icon: <IconMoon size={15} /> },
  { value: "auto", label: "As the system", icon: <IconDeviceDesktop size={15} /> },
] as const;

const never = () => () => {};

/** Theme, and the time zone that times are shown in. */
export function SettingsMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { timeZone } = useClock();
  const setTimeZone = useSetTimeZone();
  // What the browser knows and the server does not appears once the page is alive.
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const local = alive ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
  return (
    <Menu position="bottom-end" width={230} keepMounted={false} shadow="md">
      <Menu.Target>
        <ActionIcon aria-label="Theme and time zone">
          <IconSunMoon size={17} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        {schemes.map(({ value, label, icon }) => (
          <Choice
            key={value}
            icon={icon}
            chosen={alive && colorScheme === value}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Choice>
        ))}
        <Menu.Divider />
        <Menu.Label>Times in</Menu.Label>
        <Choice icon={<IconClock size={15} />} chosen={timeZone === "UTC"} onClick={() => setTimeZone("UTC")}>
          UTC
        </Choice>
        {local && local !== "UTC" && (
          <Choice
            icon={<IconClock size={15} />}
            chosen={timeZone === local}
            onClick={() => setTimeZone(local)}
          >
            {local} ({timeZoneLabel(new Date(), local)})
          </Choice>
        )}
        <Menu.Label>Billed days are always UTC.</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({
  icon,
  chosen,
  onClick,
  children,
}: {
  icon: ReactNode;
  chosen: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      leftSection={icon}
      rightSection={chosen ? <IconCheck size={15} /> : undefined}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
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
