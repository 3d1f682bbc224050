"use client";

import { ActionIcon, Modal } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import { useState } from "react";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { ProbeAttempt } from "#lib/probes/attempts.ts";
import classes from "./evidence.module.css";
import { attemptWords, formatLatency } from "./probeWords.ts";

/** The attempts behind a strip, newest first. */
export function AttemptsTable({ title, attempts }: { title: string; attempts: ProbeAttempt[] }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={`Table of attempts, ${title}`}
        title={`Table of attempts, ${title}`}
        onClick={() => setOpened(true)}
      >
        <IconTable size={14} stroke={1.7} />
      </ActionIcon>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Attempts, ${title}`}
        size="lg"
        closeButtonProps={{ "aria-label": "Close the table" }}
      >
        <AttemptRows attempts={attempts} />
      </Modal>
    </>
  );
}

// Apart, so that its rows are made when it is opened.
function AttemptRows({ attempts }: { attempts: ProbeAttempt[] }) {
  return (
    <table className={classes.table}>
      <TableHead columns={["Time", "Result", right("Took")]} />
      <tbody>
        {attempts.toReversed().map((attempt) => (
          <tr key={attempt.time}>
            <th scope="row" className={classes.nowrap}>
              <Time at={attempt.time} />
            </th>
            <td>
              <StatusMark status={attempt.success ? "ok" : "bad"} /> {attemptWords(attempt)}
            </td>
            <td data-align="right">
              {attempt.totalSeconds === null ? "not told" : formatLatency(attempt.totalSeconds)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
