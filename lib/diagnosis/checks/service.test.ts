import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import { anothersService, awsService, deleted, gap, gateway, others } from "../testing/changes.ts";
import type { Parts } from "../testing/path.ts";
import { consumerAccount, ids, providerAccount } from "../testing/world.ts";
import { principalNotAllowed } from "./service/allowed.ts";
import { connectionRejected } from "./service/connection.ts";
import { notificationsMissing } from "./service/notifications.ts";
import { openService, principalTooWide } from "./service/openness.ts";
import { principalsOf } from "./service/principals.ts";
import { allowedPrincipalsQuota } from "./service/principalsQuota.ts";
import { serviceNotAvailable } from "./service/state.ts";

const root = (accountId: string) => `arn:aws:iam::${accountId}:root`;
const allow =
  (...principals: string[]) =>
  (p: Parts) =>
    Object.assign(p.provider, {
      permissions: principals.map((principal) => ({ principal, principalType: null })),
    });
const many = (count: number) =>
  allow(...Array.from({ length: count }, (_, i) => root(String(300_000_000_000 + i))));
const quota =
  (value: number | null, more = {}) =>
  (p: Parts) => {
    p.provider.quotas = [
      {
        ...{ quotaCode: "L-00000001", quotaName: "Allowed principals per VPC endpoint service" },
        ...{ resourceId: ids.service, value, usage: 1, adjustable: true },
        ...more,
      },
    ];
  };
const service = (more: object) => (p: Parts) => Object.assign(p.provider.service!, more);
const connection = (more: object) => (p: Parts) => Object.assign(p.provider.connection!, more);
const gone = (p: Parts) => Object.assign(p.provider, { service: null });
const notified = (more: object) => (p: Parts) => Object.assign(p.provider.notifications[0]!, more);
const all =
  (...changes: ((p: Parts) => unknown)[]) =>
  (p: Parts) =>
    changes.map((change) => change(p));

/** Rows that hold for every gate. */
const everyGate: Row[] = [
  ["a service that cannot be seen", gap("provider.service"), "unknown", /collector is denied/],
  ["a service seen too long ago", gap("provider.service", "stale"), "unknown"],
  ["another organization's service", anothersService, "unknown", /is not collected/],
  ["AWS's own service", awsService, "not-applicable"],
  ["a gateway", gateway, "not-applicable"],
  [
    "a resource endpoint",
    (p) => Object.assign(p.endpoint, { vpcEndpointType: "Resource" }),
    "not-applicable",
  ],
  [
    "a service-network endpoint",
    (p) => Object.assign(p.endpoint, { vpcEndpointType: "ServiceNetwork" }),
    "not-applicable",
  ],
  ["an endpoint that is gone", deleted, "not-applicable"],
];

const tables: [PathCheck, Row[]][] = [
  [
    serviceNotAvailable,
    [
      ["available", () => {}, "pass"],
      ["available, in lower case", service({ serviceState: "available" }), "pass"],
      ["a consumer that is not ours", others, "pass"],
      ["still pending", service({ serviceState: "Pending" }), "fail cause ticket"],
      ["failed", service({ serviceState: "Failed" }), "fail cause page", /vpce-svc-0b1 is Failed/],
      ["being deleted", service({ serviceState: "Deleting" }), "fail cause page"],
      ["gone from its account", gone, "fail cause page", /is gone/],
      ["a state that is not told", service({ serviceState: null }), "unknown"],
      ...everyGate,
    ],
  ],
  [
    principalNotAllowed,
    [
      ["a role of the account", () => {}, "pass"],
      ["the account as a whole", allow(root(consumerAccount.accountId)), "pass"],
      ["the account's bare number", allow(consumerAccount.accountId), "pass"],
      ["another partition's ARN", allow(`arn:aws-cn:iam::${consumerAccount.accountId}:root`), "pass"],
      ["everybody", allow("*"), "pass"],
      [
        "the provider's own account",
        all(
          allow(),
          (p) =>
            Object.assign(p, {
              consumerNotOurs: { ours: false, owner: "unknown", accountId: null, reason: "not told" },
            }),
          connection({ vpcEndpointOwner: providerAccount.accountId }),
        ),
        "pass",
      ],
      ["nobody, with the connection standing", allow(), "fail advisory ticket", /could not be made again/],
      ["others alone, with the connection standing", allow(root("333333333333")), "fail advisory ticket"],
      [
        "nobody, with the connection refused",
        all(allow(), connection({ vpcEndpointState: "rejected" })),
        "fail cause page",
      ],
      [
        "nobody, with no connection on the list",
        all(allow(), (p) => Object.assign(p.provider, { connection: null })),
        "fail cause page",
      ],
      ["nobody, with connections not seen", all(allow(), gap("provider.connection")), "fail advisory ticket"],
      [
        "another role than the one that asked",
        allow(`arn:aws:iam::${consumerAccount.accountId}:role/batch`),
        "fail advisory info",
        /assumed-role\/orders\/deploy is not/,
      ],
      [
        "a role with a path",
        allow(`arn:aws:iam::${consumerAccount.accountId}:role/teams/pay/orders`),
        "pass",
      ],
      [
        "some role, where nobody knows which asked",
        all(allow(`arn:aws:iam::${consumerAccount.accountId}:role/batch`), (p) =>
          Object.assign(p.endpoint, { createdBy: null }),
        ),
        "pass",
      ],
      [
        "some role, where somebody of another account asked",
        all(allow(`arn:aws:iam::${consumerAccount.accountId}:role/batch`), (p) =>
          Object.assign(p.endpoint, { createdBy: "arn:aws:sts::999999999999:assumed-role/x/y" }),
        ),
        "pass",
      ],
      ["an organizational unit", allow("arn:aws:organizations::111111111111:ou/o-1/ou-1"), "unknown"],
      ["a foreign consumer that is on the list", all(others, allow(root(consumerAccount.accountId))), "pass"],
      ["a foreign consumer that is not", all(others, allow()), "fail advisory ticket"],
      [
        "a consumer of whom nothing is told",
        all(others, connection({ vpcEndpointOwner: null }), (p) =>
          Object.assign(p.consumerNotOurs!, { accountId: null }),
        ),
        "unknown",
      ],
      ["an allow-list that cannot be seen", gap("provider.permissions"), "unknown"],
      ["a service that is gone", gone, "unknown"],
      ...everyGate,
    ],
  ],
  [
    connectionRejected,
    [
      ["available", () => {}, "pass"],
      ["waiting, which hop 3 tells of", connection({ vpcEndpointState: "pendingAcceptance" }), "pass"],
      ["rejected after it carried traffic", connection({ vpcEndpointState: "Rejected" }), "fail cause page"],
      [
        "rejected before it ever did",
        all(connection({ vpcEndpointState: "rejected" }), (p) =>
          Object.assign(p.metrics, { baseline: null }),
        ),
        "fail cause ticket",
      ],
      [
        "a foreign consumer rejected",
        all(others, connection({ vpcEndpointState: "rejected" })),
        "fail cause ticket",
      ],
      ["not on the provider's list", (p) => Object.assign(p.provider, { connection: null }), "unknown"],
      ["a state that is not told", connection({ vpcEndpointState: null }), "unknown"],
      ["connections that cannot be seen", gap("provider.connection"), "unknown"],
      ...everyGate,
    ],
  ],
  [
    allowedPrincipalsQuota,
    [
      ["one of fifty", () => {}, "pass"],
      ["39 of AWS's default", many(39), "pass"],
      ["40 where the quota is not known: it may have been raised", many(40), "unknown", /not listed/],
      ["40 where quotas cannot be seen", all(many(40), gap("provider.quotas")), "unknown", /denied/],
      ["40 of 50", all(many(40), quota(50)), "fail advisory ticket", /40 of 50/],
      ["50 of 50", all(many(50), quota(50)), "fail advisory page", /nobody can be added/],
      ["50 of 100", all(many(50), quota(100)), "pass"],
      [
        "a quota counted for the region",
        all(many(45), quota(50, { resourceId: "" })),
        "fail advisory ticket",
      ],
      ["a quota of which AWS tells no value", all(many(45), quota(null)), "unknown"],
      [
        "another quota",
        all(many(45), quota(50, { quotaName: "VPC endpoint services per region" })),
        "unknown",
      ],
      ["an allow-list that cannot be seen", gap("provider.permissions"), "unknown"],
      ...everyGate,
    ],
  ],
  [
    notificationsMissing,
    [
      ["one for all events", () => {}, "pass"],
      ["none", (p) => Object.assign(p.provider, { notifications: [] }), "fail advisory ticket"],
      ["one that is off", notified({ connectionNotificationState: "Disabled" }), "fail advisory ticket"],
      [
        "one that says nothing of requests",
        notified({ connectionEvents: ["Delete"] }),
        "fail advisory ticket",
      ],
      ["one of which the state is not told", notified({ connectionNotificationState: null }), "unknown"],
      ["acceptance that is not told", service({ acceptanceRequired: null }), "unknown"],
      [
        "no acceptance",
        all(service({ acceptanceRequired: false }), (p) => Object.assign(p.provider, { notifications: [] })),
        "not-applicable",
      ],
      ["notifications that cannot be seen", gap("provider.notifications"), "unknown"],
      ...everyGate,
    ],
  ],
  [
    openService,
    [
      ["a role", () => {}, "pass"],
      ["everybody, each accepted", allow("*"), "pass"],
      [
        "everybody, none accepted",
        all(allow("*"), service({ acceptanceRequired: false })),
        "fail advisory ticket",
        /Any account of AWS/,
      ],
      [
        "an account, none accepted",
        all(allow(root("333333333333")), service({ acceptanceRequired: false })),
        "pass",
      ],
      ["everybody, acceptance not told", all(allow("*"), service({ acceptanceRequired: null })), "unknown"],
      ["an allow-list that cannot be seen", gap("provider.permissions"), "unknown"],
      ...everyGate,
    ],
  ],
  [
    principalTooWide,
    [
      ["a role", () => {}, "pass"],
      [
        "the account whose role created the endpoint",
        allow(root(consumerAccount.accountId)),
        "fail advisory info",
        /222222222222 as a whole/,
      ],
      [
        "the account, and nobody knows its roles",
        all(allow(root(consumerAccount.accountId)), (p) => Object.assign(p.endpoint, { createdBy: null })),
        "pass",
      ],
      [
        "an account beside its own role",
        allow(root("333333333333"), "arn:aws:iam::333333333333:role/x"),
        "fail advisory info",
      ],
      ["another account of which nothing is known", allow(root("333333333333")), "pass"],
      ["everybody, each accepted", allow("*"), "fail advisory info"],
      [
        "everybody, none accepted, which another check tells",
        all(allow("*"), service({ acceptanceRequired: false })),
        "pass",
      ],
      ["an allow-list that cannot be seen", gap("provider.permissions", "stale"), "unknown"],
      ...everyGate,
    ],
  ],
];

describe.each(tables)("$id", (check, rows) => {
  it.each(rows)("%s", (_, change, answers, reason) => {
    const found = asked(check, change);
    expect(found.words).toBe(answers);
    if (reason) expect(found.reasons).toMatch(reason);
  });
});

it("reads principals of every kind", () => {
  const read = (principal: string) => principalsOf([{ principal, principalType: null }])[0];
  expect(read("*")?.kind).toBe("everybody");
  expect(read("arn:aws-us-gov:iam::123456789012:root")).toMatchObject({
    kind: "account",
    accountId: "123456789012",
  });
  expect(read("arn:aws:iam::123456789012:user/path/ada")).toMatchObject({
    kind: "identity",
    name: "user/ada",
  });
  expect(read("arn:aws:sts::123456789012:assumed-role/deploy/session")).toMatchObject({
    name: "role/deploy",
  });
  expect(read("vpce.amazonaws.com")?.kind).toBe("other");
});
