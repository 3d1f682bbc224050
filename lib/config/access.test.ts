import { expect, test } from "vitest";
import { entitlementsOf, groupsOf } from "../access/entitlements.ts";
import { parseConfig } from "./data.ts";

const valid = `access:
  signIn:
    issuer: https://login.example.com/realms/company
    clientId: linkledger
    clientSecret: { env: OIDC_SECRET }
    publicUrl: https://linkledger.example.com/
    groups:
      - { group: platform, role: admin }
      - { group: payments, role: on-call, owners: [Payments] }
      - { group: payments, role: viewer }
`;

test("sign-in is read with its defaults", () => {
  const { access } = parseConfig(valid, "linkledger.yaml");
  expect(access).toMatchObject({
    metrics: "token",
    signIn: {
      publicUrl: "https://linkledger.example.com",
      scopes: ["openid", "profile", "email"],
      groupsClaim: "groups",
      session: { idleMinutes: 60, absoluteHours: 12 },
    },
  });
  expect(parseConfig("", "linkledger.yaml").access).toEqual({ metrics: "token" });
});

test.each([
  [/issuer: .*/, "issuer: http://login.example.com", /:3: .*issuer.*https URL/],
  [/issuer: .*/, "issuer: javascript:alert(1)", /:3: .*issuer.*https URL/],
  [/clientSecret: .*/, "clientSecret: hunter2-is-not-told", /:5: .*not the secret itself/],
  [/publicUrl: .*/, "publicUrl: https://linkledger.example.com/app", /:6: .*without a path/],
  [/role: admin/, "role: king", /:8: .*viewer, on-call, auditor, admin/],
  [/owners: \[Payments\]/, "owners: []", /:9: .*leave it out for the whole fleet/],
  [/owners: \[Payments\]/, "accounts: [12]", /:9: .*12 digits/],
  [/groups:\n[\s\S]*/, "groups: []\n", /:7: .*nobody could sign in/],
])("%s as %s is a mistake with its line", (line, instead, message) => {
  const attempt = () => parseConfig(valid.replace(line, instead), "linkledger.yaml");
  expect(attempt).toThrow(message);
  expect(attempt).not.toThrow(/hunter2/);
});

test("groups are read from a claim of any shape, and allow what the configuration says of each", () => {
  expect(groupsOf({ groups: ["a", "a", 1, null] }, "groups")).toEqual(["a"]);
  expect(groupsOf({ groups: "a" }, "groups")).toEqual(["a"]);
  expect(groupsOf({ realm_access: { roles: ["b"] } }, "realm_access.roles")).toEqual(["b"]);
  expect(groupsOf({ "https://x.example/groups": ["c"] }, "https://x.example/groups")).toEqual(["c"]);
  expect(groupsOf({}, "constructor.name")).toEqual([]);
  const { signIn } = parseConfig(valid, "linkledger.yaml").access;
  expect(entitlementsOf(["payments", "nobody's"], signIn ?? { groups: [] })).toEqual([
    { role: "on-call", grant: { accounts: [], owners: ["Payments"] } },
    { role: "viewer", grant: null },
  ]);
});
