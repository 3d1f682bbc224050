import { type ApiPart, pathParameter, problemsOfEntry, queryParameter } from "../api/openapi/part.ts";
import { savedViewSchema, savedViewsSchema, viewChangeSchema, viewEntrySchema, viewLists } from "./schema.ts";

const viewId = pathParameter("id", "viewId", "0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11");

export const viewsApi: ApiPart = {
  name: "Views",
  description: "Filters of lists that people keep.",
  paths: {
    "/api/v1/views": {
      get: {
        summary: "The views of a list that the sender's browser keeps, and those of everybody",
        parameters: [
          queryParameter(
            "list",
            { type: "string", enum: [...viewLists] },
            "The path of its page; all lists when absent.",
          ),
        ],
        answer: savedViewsSchema,
      },
      post: {
        summary: "Keeps a view of a list",
        body: {
          schema: viewEntrySchema,
          example: { list: "/endpoints", name: "Ours", query: "owner=payments", shared: true },
        },
        answer: savedViewSchema,
        status: 201,
        problems: problemsOfEntry,
      },
    },
    "/api/v1/views/{id}": {
      patch: {
        summary: "Changes a view",
        parameters: [viewId],
        body: { schema: viewChangeSchema, example: { name: "Ours in production" } },
        answer: savedViewSchema,
        problems: [400, 403, 404, 413, 415, 503],
      },
      delete: { summary: "Deletes a view", parameters: [viewId], problems: [400, 403, 404, 503] },
    },
  },
};
