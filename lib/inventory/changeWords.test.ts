import { expect, it } from "vitest";
import { unknownReasons } from "../trail/attribution.ts";
import { changeTitle, relatedTitle, unknownActor } from "./changeWords.ts";

it("says what happened to the endpoint", () => {
  expect(changeTitle({ change: "modified", field: "policyDocument" })).toBe("policy changed");
  expect(changeTitle({ change: "modified", field: "ipAddressType" })).toBe("IP address type changed");
  expect(changeTitle({ change: "gone", field: null })).toBe("no longer found");
});

it("says to what it happened, where that is not the endpoint", () => {
  const change = { change: "modified", field: "ipPermissions" };
  expect(relatedTitle({ ...change, resourceType: "security-group", resourceId: "sg-1" })).toBe(
    "security group sg-1: inbound rules changed",
  );
  const arn = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/net/orders/0123/4567";
  expect(relatedTitle({ resourceType: "listener", resourceId: arn, change: "gone", field: null })).toBe(
    "listener net/orders/0123/4567: no longer found",
  );
});

it("says who may connect and who may no longer", () => {
  const permission = {
    resourceType: "vpc-endpoint-service-permission",
    resourceId: "vpce-svc-1/arn:aws:iam::1:role/a",
    field: null,
  };
  expect(relatedTitle({ ...permission, change: "created" })).toBe("arn:aws:iam::1:role/a may connect");
  expect(relatedTitle({ ...permission, change: "gone" })).toBe("arn:aws:iam::1:role/a may no longer connect");
});

it("has words for every reason not to name anybody", () => {
  for (const reason of unknownReasons) expect(unknownActor({ kind: "unknown", reason })).toMatch(/\w+ \w+/);
  expect(unknownActor({ kind: "ambiguous", candidates: [], settled: true })).toContain("one of");
});
