import { fixtureNow } from "../../testing/endpointRows.ts";

/** An open finding about an endpoint of one service. */
export const finding = (id: string, more: object = {}) => ({
  ...{
    accountId: "111111111111",
    findingKey: id,
    checkId: "targets-unhealthy",
    hop: "targets",
    role: "cause",
  },
  ...{ severity: "page", title: "Targets unhealthy", sentence: `No target answers ${id}.` },
  ...{ resourceType: "target-group", resourceId: "tg-1", region: "us-east-1", vpcEndpointId: id },
  ...{ serviceName: "fraud-api", isVerdict: true, since: fixtureNow, lastSeenAt: fixtureNow, owner: "risk" },
  ...{ evaluatedAt: fixtureNow, contentDigest: "-", confirm: [confirm] },
  ...more,
});
const confirm = {
  ...{ title: "Target health", command: "aws elbv2 describe-target-health --target-group-arn tg-1" },
  ...{ runIn: "payments-prod (111111111111), us-east-1", expect: "healthy" },
};
