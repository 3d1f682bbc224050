"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import type { Fix } from "#lib/diagnosis/schema.ts";
import classes from "./diagnosis.module.css";

const names = { console: "Console", cli: "CLI", terraform: "Terraform" } as const;
type Way = keyof typeof names;

/** The fix three ways; ways that it does not have are left out. */
export function FixTabs({ fix }: { fix: Pick<Fix, "console" | "cli" | "terraform"> }) {
  const text: Record<Way, string> = {
    console: fix.console,
    cli: fix.cli.join("\n"),
    terraform: fix.terraform,
  };
  const ways = (Object.keys(names) as Way[]).filter((way) => text[way] !== "");
  const [chosen, choose] = useState<Way>(ways.includes("cli") ? "cli" : (ways[0] ?? "console"));
  if (ways.length === 0) return null;
  return (
    <div className={classes.fix}>
      <div className={classes.fixHead}>
        {ways.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="How to mend it"
            value={chosen}
            onChange={(way) => choose(way as Way)}
            data={ways.map((way) => ({ value: way, label: names[way] }))}
          />
        )}
        <CopyButton value={text[chosen]} label={`Copy the fix: ${names[chosen]}`} />
      </div>
      {chosen === "console" ? <p>{text.console}</p> : <pre>{text[chosen]}</pre>}
    </div>
  );
}
