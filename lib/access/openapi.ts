import { type ApiPart, pathParameter, problemsOfEntry } from "../api/openapi/part.ts";
import { activityList } from "./activityList.ts";
import { sessionSchema, sessionsSchema, whoseValues } from "./sessionSchema.ts";
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
  description: "Sessions of people, tokens for programs, and who did what.",
  lists: [activityList],
  schemas: [sessionSchema, tokenSchema],
  paths: {
    "/api/v1/access/sessions": {
      get: {
        summary: "Open sessions: one's own, or everybody's",
        parameters: [
          {
            ...{
              name: "whose",
              in: "query",
              schema: { type: "string", enum: [...whoseValues], default: "own" },
            },
            description: "all: everybody's, for an admin of the whole fleet.",
          },
        ],
        answer: sessionsSchema,
        problems: [400, 401, 403, 503],
      },
    },
    "/api/v1/access/sessions/{id}": {
      delete: {
        summary: "Ends a session at once",
        description: "One's own; an admin of the whole fleet ends anybody's. On record with whose it was.",
        parameters: [
          pathParameter(
            "id",
            "sessionId of an open session.",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          ),
        ],
        problems: [400, 401, 403, 404, 503],
      },
    },
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
