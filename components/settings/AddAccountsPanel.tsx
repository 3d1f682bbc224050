import { CopyButton } from "#components/ui/CopyButton.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import {
  configurationSnippet,
  type Onboarding,
  quickCreateUrl,
  stackCommand,
  stackSetCommands,
  terraformSnippet,
} from "#lib/onboarding/snippets.ts";
import classes from "./settings.module.css";

/** How another account is added: its role, made in one of four ways, and the lines of linkledger.yaml. */
export function AddAccountsPanel({ install }: { install: Onboarding }) {
  const quickCreate = quickCreateUrl(install);
  return (
    <Panel title="Add accounts" id="add-accounts">
      <p className={classes.text}>
        Each account gets a role that reads and changes nothing, which only Linkledger's identity with the
        external id may assume. <a href="/linkledger-reader.yaml">The template</a> says of every permission
        what it is for.
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>Principal that roles trust</dt>
          <dd>
            <span className="mono">{install.principalArn ?? "not known yet"}</span>
            <small>
              From {install.principalFrom}. {install.principalNote}
            </small>
          </dd>
        </div>
        <div>
          <dt>External id</dt>
          <dd>
            <span className="mono">{install.externalId ?? "none yet"}</span>
            <small>
              {install.externalId
                ? "Of linkledger.yaml. Roles whose trust policy asks for it cannot be assumed for somebody else."
                : "Make one, such as with openssl rand -hex 20, and set it as externalId in linkledger.yaml."}
            </small>
          </dd>
        </div>
      </dl>
      <Way title="One account, with CloudFormation" open>
        {quickCreate ? (
          <p className={classes.text}>
            <a href={quickCreate} target="_blank" rel="noreferrer noopener">
              Open CloudFormation with everything filled in
            </a>
            , signed in to the account; look it over and create the stack. Or with the file, on the command
            line:
          </p>
        ) : (
          <p className={classes.text}>
            With the file, on the command line. For a link that opens CloudFormation with everything filled
            in, put the template into a bucket of yours (CloudFormation takes none from elsewhere) and name it
            as <span className="mono">onboarding.templateUrl</span> in linkledger.yaml.
          </p>
        )}
        <Snippet label="Command for one account" text={stackCommand(install)} />
      </Way>
      <Way title="All accounts of an organization, with a StackSet">
        <Snippet label="Commands for a StackSet" text={stackSetCommands(install)} />
      </Way>
      <Way title="With Terraform">
        <Snippet label="Terraform" text={terraformSnippet(install)} />
      </Way>
      <Way title="Then, in linkledger.yaml" open>
        <p className={classes.text}>
          A mistake in the file is refused at the start, with its line. Then check: here, or with{" "}
          <span className="mono">npm run doctor</span>.
        </p>
        <Snippet label="Example of linkledger.yaml" text={configurationSnippet(install)} />
      </Way>
    </Panel>
  );
}

function Way({ title, open, children }: { title: string; open?: boolean; children: React.ReactNode }) {
  return (
    <details className={classes.way} open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Snippet({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.snippet}>
      <ScrollRegion label={label} className={classes.code}>
        {text}
      </ScrollRegion>
      <CopyButton value={text} label={`Copy: ${label}`} />
    </div>
  );
}
