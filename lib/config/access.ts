import { z } from "zod";
import { roles } from "../access/permissions.ts";

const isLoopback = (url: URL) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

const secureUrl = (example: string) =>
  z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url)));
    }, `expected an https URL such as ${example} (http on loopback only)`)
    .refine((text) => {
      const url = URL.parse(text);
      return !url || (url.search === "" && url.hash === "" && url.username === "" && url.password === "");
    }, "expected a URL without ?, # and user name");

/** A secret: the name of the environment variable that holds it, or the path of a file. Never the secret itself. */
const secret = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable"),
    }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  "expected { env: NAME_OF_VARIABLE } or { file: /path/of/file }, not the secret itself",
);

const owner = z.string().trim().min(1).max(256);

/** Whom a group makes what, and over which part of the fleet; neither accounts nor owners: over all of it. */
const group = z.strictObject({
  group: z.string().min(1).max(256),
  role: z.enum(roles, `expected one of ${roles.join(", ")}`),
  accounts: z
    .array(
      z
        .string("expected an account id of 12 digits, in quotes")
        .regex(/^\d{12}$/, "expected an account id of 12 digits, in quotes"),
    )
    .min(1, "expected an account at least; leave it out for the whole fleet")
    .optional(),
  owners: z.array(owner).min(1, "expected an owner at least; leave it out for the whole fleet").optional(),
});

const session = z.strictObject({
  idleMinutes: z
    .int()
    .min(5)
    .max(1440)
    .default(60)
    .describe("A session ends after so long without a request."),
  absoluteHours: z.int().min(1).max(168).default(12).describe("It ends after so long in any case."),
});

const signIn = z.strictObject({
  issuer: secureUrl("https://login.example.com/realms/company").describe(
    "The provider, as its discovery document names it.",
  ),
  clientId: z.string().min(1).max(512),
  clientSecret: secret.describe("{ env: NAME } or { file: PATH }; never the secret itself."),
  publicUrl: secureUrl("https://linkledger.example.com")
    .refine((text) => !URL.canParse(text) || new URL(text).pathname === "/", "expected a URL without a path")
    .transform((text) => text.replace(/\/+$/, ""))
    .describe("The address that people use; the redirect URI is this and /sign-in/callback."),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, "expected a scope"))
    .default(["openid", "profile", "email"])
    .refine((scopes) => scopes.includes("openid"), 'expected "openid" among them'),
  groupsClaim: z
    .string()
    .min(1)
    .max(256)
    .default("groups")
    .describe("Of the ID token or userinfo; with points it is a path, such as realm_access.roles."),
  groups: z
    .array(group)
    .min(1, "expected a group at least: nobody could sign in")
    .describe("A role for each group, over the accounts and owners it names, or over everything."),
  session: session.prefault({}),
});

/** Who may sign in, and what their groups allow. Without `signIn` only this machine is served. */
export const accessSchema = z.strictObject({
  signIn: signIn.optional(),
  metrics: z
    .enum(["token", "loopback"])
    .default("token")
    .describe(
      "Who reads /metrics where sign-in is configured: who has a token or a session; or this machine as well.",
    ),
});
export type AccessConfig = z.infer<typeof accessSchema>;
export type SignInConfig = z.infer<typeof signIn>;
