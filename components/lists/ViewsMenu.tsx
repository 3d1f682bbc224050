"use client";

import { Menu } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type ReactElement, useState } from "react";
import { notify } from "#components/ui/notify.ts";
import type { SavedView } from "#lib/views/schema.ts";
import { sendView } from "./sendView.ts";
import { ViewDialog } from "./ViewDialog.tsx";

interface ViewsMenuProps {
  list: string;
  query: string;
  /** The view that is shown. */
  current: SavedView | undefined;
  control: ReactElement;
}

/** Keeps what is shown as a view, or changes or deletes the view that is shown. */
export function ViewsMenu({ list, query, current, control }: ViewsMenuProps) {
  const router = useRouter();
  const [dialog, setDialog] = useState<"save" | "rename" | null>(null);
  const change = async (method: "PATCH" | "DELETE", body: object, done: string) => {
    if (!current) return;
    notify({ message: (await sendView(method, current, body)) ?? done });
    router.refresh();
  };
  return (
    <>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>{control}</Menu.Target>
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
    </>
  );
}
