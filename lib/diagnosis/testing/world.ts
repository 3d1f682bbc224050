import type { AccountFacts } from "../factsSchema.ts";

export const now = new Date("2026-11-18T14:05:00Z");
/** When inventory was last seen, and up to when metrics, logs and probes are known. */
export const asOf = new Date("2026-11-18T14:00:00Z");
export const watermark = new Date("2026-11-18T13:55:00Z");

export const zones = ["use1-az1", "use1-az2"];
export const ids = {
  region: "us-east-1",
  endpoint: "vpce-0a1b2c3d4e5f60001",
  vpc: "vpc-0a1",
  subnets: ["subnet-0a1", "subnet-0a2"],
  interfaces: ["eni-0a1", "eni-0a2"],
  group: "sg-0endpoint",
  appGroup: "sg-0app",
  service: "vpce-svc-0b1",
  serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0b1",
  loadBalancer: "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/payments/0123",
  listener: "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/net/payments/0123/1",
  targetGroup: "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/payments/0123",
};
export const consumerAccount: AccountFacts = {
  accountId: "222222222222",
  name: "orders prod",
  profile: "orders-prod",
};
export const providerAccount: AccountFacts = {
  accountId: "111111111111",
  name: "payments prod",
  profile: "payments-prod",
};

export const tagged = { tags: {}, owner: "payments", environment: "production", application: "payments" };

/** What a piece holds; whatever is no piece, as it is. */
export type Value<P> = [Extract<P, { state: "fresh" }>] extends [never]
  ? P
  : Held<Extract<P, { state: "fresh" }>>;
type Held<P> = P extends { value: infer T } ? T : never;
