import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { permissions } from "./permissions.ts";
import { cloudFormationTemplate, terraformActions } from "./template.ts";

const prefixes: Record<string, string> = {
  "client-ec2": "ec2",
  "client-elastic-load-balancing-v2": "elasticloadbalancing",
  "client-cloudwatch": "cloudwatch",
  "client-cloudwatch-logs": "logs",
  "client-cloudtrail": "cloudtrail",
  "client-cost-explorer": "ce",
  "client-organizations": "organizations",
  "client-pricing": "pricing",
  "client-service-quotas": "servicequotas",
  "client-sts": "sts",
};

/** The IAM actions of all commands that the collectors import from the SDK. */
function actionsCalled(): Set<string> {
  const actions = new Set<string>();
  const files = globSync("collectors/**/*.ts").filter((file) => !/\.test\.ts$|testing/.test(file));
  for (const file of files) {
    const imports = readFileSync(file, "utf8").matchAll(
      /import \{([^}]*)\} from "@aws-sdk\/(client-[a-z0-9-]+)"/g,
    );
    for (const [, names = "", client = ""] of imports) {
      for (const [, command] of names.matchAll(/\b([A-Z]\w+)Command\b/g))
        actions.add(`${prefixes[client]}:${command}`);
    }
  }
  return actions;
}

it("grants exactly what the collectors call", () => {
  // These need no permission of the role: the one is granted by its trust policy, the other is always allowed.
  const granted = [...permissions.map(({ action }) => action), "sts:AssumeRole", "sts:GetCallerIdentity"];
  expect(granted.sort()).toEqual([...actionsCalled()].sort());
});

it("writes the template and the module that are in the repository", () => {
  expect(readFileSync("public/linkledger-reader.yaml", "utf8")).toBe(cloudFormationTemplate());
  expect(readFileSync("deploy/terraform/actions.tf", "utf8")).toBe(terraformActions());
});

it("is CloudFormation that allows reading alone, and only to who knows the external id", () => {
  const tag = (name: string) => ({ tag: `!${name}`, resolve: (value: unknown) => ({ [name]: value }) });
  const sequence = (name: string) => ({
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (value: { toJSON(): unknown }) => ({ [name]: value.toJSON() }),
  });
  const template = parse(cloudFormationTemplate(), {
    customTags: [tag("Ref"), tag("GetAtt"), sequence("Equals"), sequence("If")],
  });
  const { AssumeRolePolicyDocument, Policies } = template.Resources.Reader.Properties;
  expect(AssumeRolePolicyDocument.Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { AWS: { Ref: "TrustedPrincipalArn" } },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } } },
    },
  ]);
  const [read, payer, management] = Policies[0].PolicyDocument.Statement;
  const actions = [read.Action, payer.If[1].Action, management.If[1].Action].flat();
  expect(actions.sort()).toEqual(permissions.map(({ action }) => action).sort());
  const reading = /:(Describe|Get|List|Lookup)\w+$|^logs:(StartQuery|StopQuery)$/;
  expect(actions.filter((action: string) => !reading.test(action))).toEqual([]);
});
