"use client";

import { Button, CopyButton, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./endpoint.module.css";

/** The endpoint as AWS answered: folded away, to be copied and searched. */
export function RawPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const text = useMemo(() => JSON.stringify(endpoint.raw, null, 2) ?? "null", [endpoint.raw]);
  const lines = useMemo(() => text.split("\n").map((line, number) => ({ line, number })), [text]);
  const wanted = search.trim().toLowerCase();
  const found = wanted === "" ? [] : lines.filter(({ line }) => line.toLowerCase().includes(wanted));
  return (
    <Panel
      id="raw"
      title="Raw JSON"
      provenance={{ asOf: endpoint.provenance.lastSuccess, source: "EC2 DescribeVpcEndpoints, as answered" }}
      actions={
        <>
          <CopyButton value={text} timeout={1500}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="compact-sm"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : `Show ${formatCountOf(lines.length, "line")}`}
          </Button>
        </>
      }
    >
      {open && (
        <>
          <TextInput
            size="xs"
            type="search"
            maw={360}
            mb={8}
            aria-label="Search in the raw JSON"
            placeholder="Search in it"
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <p className={classes.faint} role="status">
            {wanted !== "" && `${formatCount(found.length)} of ${formatCountOf(lines.length, "line")} match`}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section className={classes.code} tabIndex={0} aria-label="Raw JSON">
            {lines.map(({ line, number }) => (
              <Line key={number} line={line} wanted={wanted} />
            ))}
          </section>
        </>
      )}
    </Panel>
  );
}

function Line({ line, wanted }: { line: string; wanted: string }) {
  const at = wanted === "" ? -1 : line.toLowerCase().indexOf(wanted);
  if (at < 0) return <div data-faded={wanted !== "" || undefined}>{line}</div>;
  return (
    <div>
      {line.slice(0, at)}
      <mark>{line.slice(at, at + wanted.length)}</mark>
      {line.slice(at + wanted.length)}
    </div>
  );
}
