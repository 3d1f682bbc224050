"use client";

import { Menu } from "@mantine/core";
import { IconDevices, IconHistory, IconKey, IconLogout } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactElement } from "react";
import type { Who } from "#lib/access/loaders.ts";
import classes from "./access.module.css";

/** The menu of `WhoMenu`. */
export function WhoMenuControl({ who, control }: { who: Who; control: ReactElement }) {
  return (
    <Menu position="bottom-end" width={280} keepMounted={false} shadow="md">
      <Menu.Target>{control}</Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{who.kind === "local" ? "Anybody on this machine" : who.name}</strong>
          <small>{who.may}</small>
          {who.limited && <small>All figures are of that part alone.</small>}
        </div>
        {who.kind === "person" && (
          <Menu.Item component={Link} href="/account" leftSection={<IconDevices size={15} />}>
            Where you are signed in
          </Menu.Item>
        )}
        {who.settings && (
          <Menu.Item component={Link} href="/settings/access" leftSection={<IconKey size={15} />}>
            Access and tokens
          </Menu.Item>
        )}
        {who.activity && (
          <Menu.Item component={Link} href="/settings/activity" leftSection={<IconHistory size={15} />}>
            Who did what
          </Menu.Item>
        )}
        {who.kind === "person" && (
          <form method="post" action="/sign-out">
            <Menu.Item
              component="button"
              type="submit"
              leftSection={<IconLogout size={15} />}
              closeMenuOnClick={false}
            >
              Sign out
            </Menu.Item>
          </form>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
