/** Who calls AWS in the fleet: pipelines, a controller of preview environments, people of the teams. */
import { fold, hashString, hex, unit } from "./hash.ts";
import type { AccountSpec } from "./types.ts";

export interface Actor {
  roleName: string;
  sessionName: string;
  sourceAddress: string;
  userAgent: string;
  mfa: boolean;
  /** An AWS service that acts for the account, such as Auto Scaling. */
  invokedBy?: string;
}

// biome-ignore format: a list of names
const PEOPLE = [
  "mara.lindqvist", "jonas.weber", "aiko.tanaka", "diego.ferreira", "priya.raman", "tom.oconnell", "lena.hoffmann",
  "samir.haddad", "yuki.mori", "clara.nguyen", "ivan.petrov", "nora.berg", "felix.adeyemi", "rosa.marchetti",
  "emil.dahl", "grace.kimani", "hugo.laurent", "wei.zhang", "marta.kowalska", "ben.turner",
];
const AGENTS = [
  "aws-cli/2.22.7 md/awscrt#0.23.4 ua/2.0 os/macos#24.1.0 md/arch#arm64 lang/python#3.12.6",
  "console.ec2.amazonaws.com",
];

/** The pipeline that applies infrastructure code; one run has one session name. */
export function pipeline(account: AccountSpec, key: string): Actor {
  const hash = hashString(`run/${key}`);
  return {
    roleName: "terraform-apply",
    sessionName: `github-${account.name}-${100_000 + ((hash >>> 0) % 900_000)}`,
    sourceAddress: `20.84.${(hash >>> 4) & 127}.${(hash >>> 12) & 255}`,
    userAgent: "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 terraform-provider-aws/5.82.2 aws-sdk-go-v2/1.32.6",
    mfa: false,
  };
}

/** What makes and removes the endpoints of preview environments. */
export function previewController(key: string): Actor {
  return {
    roleName: "preview-controller",
    sessionName: `preview-${/preview-(\d+)/.exec(key)?.[1] ?? "0"}`,
    sourceAddress: `198.51.100.${10 + ((hashString(key) >>> 0) % 40)}`,
    userAgent: "aws-sdk-js/3.714.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#22.12.0 api/ec2#3.714.0",
    mfa: false,
  };
}

/** Somebody of the team the account belongs to: each team has three people with the rights. */
export function person(account: AccountSpec, key: string): Actor {
  const hash = hashString(`person/${key}`);
  const member = fold(hashString(account.tags.team ?? account.name), (hash >>> 0) % 3);
  const name = PEOPLE[(member >>> 0) % PEOPLE.length] as string;
  return {
    roleName: `AWSReservedSSO_NetworkEngineer_${hex(`sso/${account.id}`, 16)}`,
    sessionName: `${name}@${account.email.split("@")[1]}`,
    sourceAddress: `203.0.113.${(hashString(name) >>> 0) % 250}`,
    userAgent: AGENTS[unit(hash) < 0.6 ? 0 : 1] as string,
    mfa: true,
  };
}

/** Auto Scaling and its like: they fill an event history with what nobody asks for. */
export function awsItself(): Actor {
  return {
    roleName: "AWSServiceRoleForAutoScaling",
    sessionName: "AutoScaling",
    sourceAddress: "autoscaling.amazonaws.com",
    userAgent: "autoscaling.amazonaws.com",
    mfa: false,
    invokedBy: "autoscaling.amazonaws.com",
  };
}
