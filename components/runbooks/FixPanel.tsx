import { Panel } from "#components/ui/Panel.tsx";
import type { Runbook } from "#lib/runbooks/schema.ts";
import { CommandBlock, FilledText } from "./CommandBlock.tsx";
import classes from "./runbooks.module.css";
import { sideWords } from "./words.ts";

/** The fix three ways, as far as each has a part in it. */
export function FixPanel({ fix }: { fix: Runbook["fix"] }) {
  return (
    <Panel title={`Fix, on the side of the ${sideWords[fix.owner]}`.replace("the AWS", "AWS")}>
      <p className={classes.text}>
        <FilledText text={fix.summary} />
      </p>
      {fix.console && (
        <>
          <h3 className={classes.subhead}>Console</h3>
          <p className={classes.text}>
            <FilledText text={fix.console} />
          </p>
        </>
      )}
      {fix.cli.length > 0 && <h3 className={classes.subhead}>CLI</h3>}
      {fix.cli.map((command, i) => (
        <CommandBlock key={command} text={command} label={`Copy: fix, command ${i + 1}`} />
      ))}
      {fix.terraform && (
        <>
          <h3 className={classes.subhead}>Terraform</h3>
          <CommandBlock text={fix.terraform} label="Copy: fix, Terraform" />
        </>
      )}
    </Panel>
  );
}
