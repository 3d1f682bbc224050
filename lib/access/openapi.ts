import { type ApiPart, pathParameter, problemsOfEntry } from "../api/openapi/part.ts";
import { activityList } from "./activityList.ts";
import { madeTokenSchema, tokenEntrySchema, tokenSchema, tokensSchema } from "./tokenSchema.ts";

/** How callers say who they are. `{}` among an operation's requirements: it can be asked without, as where no sign-in is configured. */
export const securitySchemes = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "A token of /settings/access: Authorization: Bearer llt_…",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-linkledger-session",
    description: "The cookie of a browser that is signed in; linkledger-session on plain HTTP.",
  },
};

export const accessApi: ApiPart = {
  name: "Access",
  description: "Tokens for programs, and who did what.",
  lists: [activityList],
  schemas: [tokenSchema],
  paths: {
    "/api/v1/access/tokens": {
      get: {
        summary: "The tokens that allow nothing which the asker may not",
        answer: tokensSchema,
        problems: [400, 401, 403, 503],
      },
      post: {
        summary: "Makes a token; its secret is told this once",
        description:
          "It may do no more than who makes it. Without accounts and owners it is for the whole fleet.",
        body: {
          schema: tokenEntrySchema,
          example: { name: "grafana", role: "viewer", accounts: ["111111111111"], expiresInDays: 90 },
        },
        answer: madeTokenSchema,
        status: 201,
        problems: [401, ...problemsOfEntry],
      },
    },
    "/api/v1/access/tokens/{id}": {
      delete: {
        summary: "Revokes a token",
        parameters: [pathParameter("id", "tokenId of a token.", "0199d3a4-7b1c-4e21-9c55-3f0a6d2b8e11")],
        problems: [400, 401, 403, 404, 503],
      },
    },
  },
};
