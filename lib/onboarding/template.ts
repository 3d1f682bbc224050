import { type Permission, type PermissionPlace, permissions } from "./permissions.ts";

const header = `AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  LinkledgerReader, the role that Linkledger reads an account's PrivateLink fleet with. It can read configuration,
  metrics, events and bills, nothing that workloads store or send, and it can change nothing.

Parameters:
  TrustedPrincipalArn:
    Type: String
    Description: What Linkledger runs as; it needs sts:AssumeRole on this role and nothing else.
    AllowedPattern: "arn:aws[a-z-]*:iam::[0-9]{12}:(root|role/.+|user/.+)"
    ConstraintDescription: the ARN of a role, a user or an account's root
  ExternalId:
    Type: String
    NoEcho: true
    Description: The externalId of linkledger.yaml. Whoever does not know it cannot assume the role.
    MinLength: 16
    MaxLength: 1224
    AllowedPattern: "[\\\\w+=,.@:/-]+"
  RoleName:
    Type: String
    Default: LinkledgerReader
    AllowedPattern: "[\\\\w+=,.@-]{1,64}"
  Payer:
    Type: String
    Default: "no"
    AllowedValues: ["no", "yes"]
    Description: "yes in the account that pays the bills: Cost Explorer and the Price List are asked there."
  Management:
    Type: String
    Default: "no"
    AllowedValues: ["no", "yes"]
    Description: "yes in the organization's management account, or a delegated administrator: accounts are listed there."

Conditions:
  IsPayer: !Equals [!Ref Payer, "yes"]
  IsManagement: !Equals [!Ref Management, "yes"]

Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Read-only, for Linkledger
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Ref TrustedPrincipalArn
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId
      Policies:
        - PolicyName: linkledger-read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: Read
                Effect: Allow
                Resource: "*"
                Action:
`;

const footer = `
Outputs:
  RoleArn:
    Description: For linkledger.yaml, as roleArn
    Value: !GetAtt Reader.Arn
`;

/** The CloudFormation template (YAML) of the role, with the reason beside every action. Fits a StackSet. */
export function cloudFormationTemplate(): string {
  return [
    header,
    actionLines("every account", 18),
    conditional("IsPayer", "ReadBills", "payer"),
    conditional("IsManagement", "ListAccounts", "management"),
    footer,
  ].join("");
}

function conditional(condition: string, sid: string, place: PermissionPlace): string {
  return [
    "              - !If",
    `                - ${condition}`,
    `                - Sid: ${sid}`,
    "                  Effect: Allow",
    '                  Resource: "*"',
    "                  Action:",
    actionLines(place, 20).trimEnd(),
    "                - !Ref AWS::NoValue",
    "",
  ].join("\n");
}

function of(place: PermissionPlace): Permission[] {
  return permissions.filter((permission) => permission.place === place);
}

function reason({ why, optional }: Permission): string {
  return optional ? `${why}; only with ${optional}` : why;
}

function actionLines(place: PermissionPlace, indent: number): string {
  return of(place)
    .map((permission) => `${" ".repeat(indent)}- ${permission.action} # ${reason(permission)}\n`)
    .join("");
}

/** The lists of actions of the Terraform module, with the reason beside each. */
export function terraformActions(): string {
  // Comments stand in one column, as terraform fmt wants them.
  const list = (name: string, place: PermissionPlace) => {
    const width = Math.max(...of(place).map(({ action }) => action.length));
    const line = (permission: Permission) =>
      `    ${`"${permission.action}",`.padEnd(width + 3)} # ${reason(permission)}`;
    return [`  ${name} = [`, ...of(place).map(line), "  ]"].join("\n");
  };
  return [
    "# Written from lib/onboarding/permissions.ts; a test holds both against each other.",
    "locals {",
    [list("read", "every account"), list("payer", "payer"), list("management", "management")].join("\n\n"),
    "}",
    "",
  ].join("\n");
}
