import { readOnly } from "#lib/api/handler.ts";
import { NotFoundError } from "#lib/errors.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ path?: string[] }>(async () => {
  throw new NotFoundError("There is nothing at this address; /api/v1/openapi.json describes what there is.");
});
