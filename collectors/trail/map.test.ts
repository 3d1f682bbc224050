import type { Event } from "@aws-sdk/client-cloudtrail";
import { describe, expect, it } from "vitest";
import { actorOf } from "./actor.ts";
import { mapEvent } from "./map.ts";

const place = { accountId: "111111111111", region: "eu-west-1" };
const none: ReadonlySet<string> = new Set();
const event = (EventName: string, record: object, more: Partial<Event> = {}): Event => ({
  EventId: "id-1",
  EventName,
  EventTime: new Date("2026-11-18T10:00:00Z"),
  EventSource: "ec2.amazonaws.com",
  CloudTrailEvent: JSON.stringify(record),
  ...more,
});
const elb = "arn:aws:elasticloadbalancing:eu-west-1:111111111111";
const balancing = { EventSource: "elasticloadbalancing.amazonaws.com" };

describe("an event as it is stored", () => {
  it("has every id it names, in whatever shape, and no secret", () => {
    const request = {
      CreateVpcEndpointRequest: {
        VpcId: "vpc-0123456789abcdef0",
        SubnetId: [{ tag: 1, content: "subnet-0123456789abcdef0" }],
        ClientToken: "8d1c",
      },
    };
    const response = {
      CreateVpcEndpointResponse: { vpcEndpoint: { vpcEndpointId: "vpce-0123456789abcdef0" } },
    };
    const row = mapEvent(
      event("CreateVpcEndpoint", { requestParameters: request, responseElements: response }),
      place,
      none,
    );
    expect(row?.resourceIds).toEqual([
      "subnet-0123456789abcdef0",
      "vpc-0123456789abcdef0",
      "vpce-0123456789abcdef0",
    ]);
    expect(JSON.stringify(row?.request)).toContain("subnet-0123456789abcdef0");
    expect(JSON.stringify(row?.request)).not.toContain("8d1c");
  });

  it("keeps why AWS refused, without the encoded blob", () => {
    const message = "You are not authorized. Encoded authorization failure message: abcdef";
    const row = mapEvent(
      event("CreateVpcEndpoint", { errorCode: "Client.UnauthorizedOperation", errorMessage: message }),
      place,
      none,
    );
    expect(row).toMatchObject({
      errorCode: "Client.UnauthorizedOperation",
      errorMessage: "You are not authorized.",
    });
  });

  it("is there also where CloudTrail's record cannot be read", () => {
    const broken = event("DeleteVpcEndpoints", {}, { CloudTrailEvent: "{", Username: "alice" });
    broken.Resources = [{ ResourceType: "AWS::EC2::VPCEndpoint", ResourceName: "vpce-0123456789abcdef0" }];
    expect(mapEvent(broken, place, none)).toMatchObject({
      actor: "alice",
      resourceIds: ["vpce-0123456789abcdef0"],
      request: null,
    });
  });

  it("drops parameters that are too long, or that Postgres cannot hold, and keeps the rest", () => {
    for (const PolicyDocument of ["x".repeat(40_000), "a\u0000b", "\ud800"]) {
      const row = mapEvent(
        event("ModifyVpcEndpoint", { requestParameters: { PolicyDocument } }),
        place,
        none,
      );
      expect(row?.request).toBeNull();
    }
  });
});

describe("events of others", () => {
  it.each<[string, Event]>([
    ["no call of ours", event("RunInstances", {})],
    [
      "another service's call of the same name",
      event("AddTags", {}, { EventSource: "sagemaker.amazonaws.com" }),
    ],
    ["tags of an instance", event("CreateTags", { requestParameters: { id: "i-0123456789abcdef0" } })],
    [
      "an application load balancer",
      event("CreateListener", { requestParameters: { arn: `${elb}:loadbalancer/app/web/0` } }, balancing),
    ],
    [
      "a target group nobody knows",
      event(
        "RegisterTargets",
        { requestParameters: { targetGroupArn: `${elb}:targetgroup/web/0` } },
        balancing,
      ),
    ],
    ["an event without an id", event("CreateVpcEndpoint", {}, { EventId: undefined })],
  ])("are left out: %s", (_, one) => {
    expect(mapEvent(one, place, none)).toBeUndefined();
  });

  it("are kept where they are about the path of an endpoint", () => {
    const arn = `${elb}:targetgroup/orders/0`;
    const register = event("RegisterTargets", { requestParameters: { targetGroupArn: arn } }, balancing);
    expect(mapEvent(register, place, new Set([arn]))?.resourceIds).toEqual([arn]);
    const create = { requestParameters: { name: "orders", protocol: "TCP" } };
    expect(mapEvent(event("CreateTargetGroup", create, balancing), place, none)).toBeDefined();
    const tags = { requestParameters: { resourcesSet: { items: [{ resourceId: "sg-0123456789abcdef0" }] } } };
    expect(mapEvent(event("CreateTags", tags), place, none)).toBeDefined();
  });
});

it.each([
  [
    {
      type: "AssumedRole",
      arn: "arn:aws:sts::1:assumed-role/Ops/alice@example.com",
      sessionContext: { sessionIssuer: { userName: "Ops" } },
    },
    "Ops/alice@example.com",
  ],
  [{ type: "AssumedRole", principalId: "AROA1:bob" }, "bob"],
  [{ type: "IAMUser", userName: "carol", arn: "arn:aws:iam::1:user/carol" }, "carol"],
  [{ type: "Root", accountId: "111111111111" }, "root of 111111111111"],
  [{ type: "AWSService", invokedBy: "vpce.amazonaws.com" }, "vpce.amazonaws.com"],
  [{ type: "AWSAccount", accountId: "222222222222" }, "account 222222222222"],
  [{ type: "FederatedUser", arn: "arn:aws:sts::1:federated-user/dave" }, "dave"],
  [{ type: "Unknown" }, null],
])("says who: %j", (identity, actor) => {
  expect(actorOf(identity, undefined).actor).toBe(actor);
});
