import type { ErrorShape } from "../protocols/errors.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { cloudwatch } from "./cloudwatch.ts";
import type { Operations } from "./context.ts";
import { costExplorer } from "./cost-explorer.ts";
import { ec2Connections } from "./ec2-connections.ts";
import { ec2Endpoints } from "./ec2-endpoints.ts";
import { ec2Groups } from "./ec2-groups.ts";
import { ec2Interfaces } from "./ec2-interfaces.ts";
import { ec2Network } from "./ec2-network.ts";
import { ec2PrefixLists } from "./ec2-prefix-lists.ts";
import { ec2Services } from "./ec2-services.ts";
import { elbv2 } from "./elbv2.ts";
import { logs } from "./logs.ts";
import { organizations } from "./organizations.ts";
import { pricing } from "./pricing.ts";
import { serviceQuotas } from "./service-quotas.ts";
import { sts } from "./sts.ts";

/** A service by the name its SigV4 scope carries. */
export interface ServiceDefinition {
  shape: ErrorShape;
  operations: Operations;
  /** Namespace of the XML answers. */
  xmlns?: string;
  /** Whether calls belong to one region of the fleet. */
  regional: boolean;
}

export const SERVICES: Record<string, ServiceDefinition> = {
  ec2: {
    shape: "ec2",
    operations: {
      ...ec2Network,
      ...ec2Groups,
      ...ec2PrefixLists,
      ...ec2Interfaces,
      ...ec2Endpoints,
      ...ec2Services,
      ...ec2Connections,
    },
    xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/",
    regional: true,
  },
  elasticloadbalancing: {
    shape: "query",
    operations: elbv2,
    xmlns: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    regional: true,
  },
  sts: {
    shape: "query",
    operations: sts,
    xmlns: "https://sts.amazonaws.com/doc/2011-06-15/",
    regional: false,
  },
  monitoring: {
    shape: "query",
    operations: cloudwatch,
    xmlns: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    regional: true,
  },
  ce: { shape: "json", operations: costExplorer, regional: false },
  organizations: { shape: "json", operations: organizations, regional: false },
  cloudtrail: { shape: "json", operations: cloudtrail, regional: true },
  logs: { shape: "json", operations: logs, regional: true },
  servicequotas: { shape: "json", operations: serviceQuotas, regional: true },
  pricing: { shape: "json", operations: pricing, regional: false },
};
