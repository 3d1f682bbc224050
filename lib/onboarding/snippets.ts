/** What an installation fills into templates; null where nobody has said it and it cannot be found out. */
export interface Onboarding {
  /** The ARN that roles are to trust. */
  principalArn: string | null;
  /** Where `principalArn` comes from, in words. */
  principalFrom: string;
  /** Why the principal may not be what is wanted; null where nothing is wrong with it. */
  principalNote: string | null;
  externalId: string | null;
  roleName: string;
  /** An object in S3 with linkledger-reader.yaml. */
  templateUrl: string | null;
  region: string;
}

const placeholders = {
  principal: "arn:aws:iam::111111111111:role/YOUR-LINKLEDGER-ROLE",
  externalId: "YOUR-EXTERNAL-ID",
};

/** The role behind an assumed role; other identities are what they are. Its path is not part of what STS tells. */
export function principalOf(identityArn: string): string {
  const [, partition, accountId, role] =
    /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(identityArn) ?? [];
  return role ? `arn:${partition}:iam::${accountId}:role/${role}` : identityArn;
}

/** Why an identity is a poor one to trust for good. */
export function principalNoteOf(principalArn: string | null): string | null {
  if (principalArn === null) return null;
  if (/:role\/AWSReservedSSO_/.test(principalArn))
    return "This is a person's sign-in: run the workers with a role of their own, and trust that.";
  if (/:user\//.test(principalArn))
    return "This is a user with long-lived keys: a role is safer, where Linkledger runs on AWS.";
  return /:root$/.test(principalArn) ? "This trusts everybody in that account who may assume roles." : null;
}

/** Inside single quotes of a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** A string of Terraform's language, in which ${ and %{ begin a template. */
const hcl = (text: string) => JSON.stringify(text).replaceAll("${", "$$${").replaceAll("%{", "%%{");
const yaml = (text: string) => JSON.stringify(text);

const filled = ({ principalArn, externalId }: Onboarding) => ({
  principal: principalArn ?? placeholders.principal,
  secret: externalId ?? placeholders.externalId,
});

/** Opens CloudFormation with the template and every parameter filled in; null without the template's address. */
export function quickCreateUrl(install: Onboarding): string | null {
  if (install.templateUrl === null) return null;
  const { principal, secret } = filled(install);
  const domain = principal.startsWith("arn:aws-cn:")
    ? "console.amazonaws.cn"
    : principal.startsWith("arn:aws-us-gov:")
      ? "console.amazonaws-us-gov.com"
      : "console.aws.amazon.com";
  const asked = {
    templateURL: install.templateUrl,
    stackName: "linkledger-reader",
    param_TrustedPrincipalArn: principal,
    param_ExternalId: secret,
    param_RoleName: install.roleName,
  };
  const query = Object.entries(asked).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `https://${domain}/cloudformation/home?region=${encodeURIComponent(install.region)}#/stacks/quickcreate?${query.join("&")}`;
}

const parameters = (install: Onboarding, separator: (name: string, value: string) => string) => {
  const { principal, secret } = filled(install);
  return [
    separator("TrustedPrincipalArn", principal),
    separator("ExternalId", secret),
    separator("RoleName", install.roleName),
  ];
};

/** For one account, with the credentials of that account. */
export function stackCommand(install: Onboarding): string {
  const overrides = parameters(install, (name, value) => shell(`${name}=${value}`));
  return [
    "aws cloudformation deploy --stack-name linkledger-reader \\",
    "  --template-file linkledger-reader.yaml --capabilities CAPABILITY_NAMED_IAM \\",
    `  --region ${shell(install.region)} \\`,
    `  --parameter-overrides ${overrides.join(" \\\n    ")}`,
    "",
  ].join("\n");
}

/** For every account of the organization, present and to come. A StackSet leaves out the management account itself. */
export function stackSetCommands(install: Onboarding): string {
  const given = parameters(install, (name, value) =>
    shell(`ParameterKey=${name},ParameterValue=${value.replaceAll(/[\\,]/g, "\\$&")}`),
  );
  return [
    "# In the organization's management account. Roles are global: one region is enough.",
    "aws cloudformation create-stack-set --stack-set-name linkledger-reader \\",
    "  --template-body file://linkledger-reader.yaml --capabilities CAPABILITY_NAMED_IAM \\",
    "  --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\",
    `  --region ${shell(install.region)} \\`,
    `  --parameters ${given.join(" \\\n    ")}`,
    "aws cloudformation create-stack-instances --stack-set-name linkledger-reader \\",
    `  --regions ${shell(install.region)} --region ${shell(install.region)} \\`,
    "  --deployment-targets OrganizationalUnitIds=r-YOUR-ROOT-ID   # aws organizations list-roots",
    "# The management account is in no StackSet of its own: it lists the accounts, and pays.",
    stackCommand(install)
      .trimEnd()
      .replace("--parameter-overrides", "--parameter-overrides Payer=yes Management=yes"),
    "",
  ].join("\n");
}

/** The module of this repository, with this installation's values. */
export function terraformSnippet(install: Onboarding): string {
  const { principal, secret } = filled(install);
  return [
    'module "linkledger_reader" {',
    '  source                = "./linkledger/deploy/terraform" # of this version of Linkledger',
    `  trusted_principal_arn = ${hcl(principal)}`,
    `  external_id           = ${hcl(secret)}`,
    `  role_name             = ${hcl(install.roleName)}`,
    "  payer                 = false # true in the account that pays the bills",
    "  management            = false # true in the organization's management account",
    "}",
    "",
  ].join("\n");
}

/** What linkledger.yaml says once the roles are there. */
export function configurationSnippet(install: Onboarding): string {
  const { secret } = filled(install);
  return [
    "organization:                     # all accounts of an organization…",
    `  roleArn: arn:aws:iam::111111111111:role/${install.roleName}   # in the management account`,
    `  memberRoleName: ${yaml(install.roleName)}`,
    `  externalId: ${yaml(secret)}`,
    "accounts:                         # …or one by one; both may be given",
    `  - { id: "222222222222", name: payments-prod, roleArn: arn:aws:iam::222222222222:role/${install.roleName}, externalId: ${yaml(secret)} }`,
    "regions: [us-east-1, eu-west-1]   # or [all]",
    "",
  ].join("\n");
}
