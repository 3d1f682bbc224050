"use client";

import { Kbd, Modal } from "@mantine/core";
import classes from "./onCall.module.css";

export const keys = [
  ["j", "next incident"],
  ["k", "the one before"],
  ["Enter", "open or close it"],
  ["o", "go to its path, at the broken hop"],
  ["c", "copy the command that confirms it"],
  ["n", "show what is new"],
  ["g s", "group by service"],
  ["g a", "group by account"],
  ["?", "this help"],
] as const;

/** What the keys of this page do. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size="sm"
      closeButtonProps={{ "aria-label": "Close the help" }}
    >
      <dl className={classes.keys}>
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
