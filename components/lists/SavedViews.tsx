"use client";

import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBookmark, IconChevronDown } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { sameQuery } from "#lib/views/compare.ts";
import type { SavedView } from "#lib/views/schema.ts";
import classes from "./lists.module.css";
import { sendView } from "./sendView.ts";
import { ViewDialog } from "./ViewDialog.tsx";

interface SavedViewsProps {
  /** The page's path. */
  list: string;
  views: SavedView[];
  /** What is shown now, as the address has it. */
  query: string;
  /** The address of the page as it is without any view. */
  usual: string;
}

/** The views that people keep of a list, as links, and a menu to keep, change and delete them. */
export function SavedViews({ list, views, query, usual }: SavedViewsProps) {
  const router = useRouter();
  const [dialog, setDialog] = useState<"save" | "rename" | null>(null);
  const current = views.find((view) => sameQuery(view.query, query));
  const change = async (method: "PATCH" | "DELETE", body: object, done: string) => {
    if (!current) return;
    const problem = await sendView(method, current, body);
    notifications.show({
      message: problem ?? done,
      color: "gray",
      closeButtonProps: { "aria-label": "Close" },
    });
    router.refresh();
  };
  return (
    <nav className={`${classes.views} no-print`} aria-label="Views">
      {views.length > 0 && (
        <ul>
          <li>
            <Link href={usual} className={classes.view}>
              Usual
            </Link>
          </li>
          {views.map((view) => (
            <li key={view.viewId}>
              <Link
                href={`${list}?${view.query}`}
                className={classes.view}
                aria-current={view === current ? "true" : undefined}
                title={view.shared ? "Everybody's view" : "Your browser's own view"}
              >
                {view.name}
                {view.start && <span className="visually-hidden">, your start</span>}
                {view.start && <span aria-hidden> ★</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={13} aria-hidden />}
            rightSection={<IconChevronDown size={12} aria-hidden />}
          >
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog("save")}>Save this view…</Menu.Item>
          {current && (
            <>
              <Menu.Label>{current.name}</Menu.Label>
              <Menu.Item
                onClick={() =>
                  void change(
                    "PATCH",
                    { start: !current.start },
                    current.start
                      ? "This page opens as usual again."
                      : `In this browser the page opens with ${current.name}.`,
                  )
                }
              >
                {current.start ? "Open the page as usual" : "Open the page with it"}
              </Menu.Item>
              <Menu.Item onClick={() => setDialog("rename")}>Rename…</Menu.Item>
              <Menu.Item
                onClick={() =>
                  void change(
                    "PATCH",
                    { shared: !current.shared },
                    current.shared ? "Only this browser has it now." : "Everybody has it now.",
                  )
                }
              >
                {current.shared ? "Keep it to this browser" : "Share it with everybody"}
              </Menu.Item>
              <Menu.Item
                color="var(--bad)"
                onClick={() => void change("DELETE", {}, `The view ${current.name} was deleted.`)}
              >
                Delete{current.shared && " for everybody"}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog && (
        <ViewDialog
          list={list}
          query={query}
          view={dialog === "rename" ? current : undefined}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            router.refresh();
          }}
        />
      )}
    </nav>
  );
}
