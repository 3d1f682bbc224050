import { NotFoundError } from "../errors.ts";

/**
 * An id out of a path, decoded where the router left it encoded.
 * Throws NotFoundError for what cannot be an id: nothing has it.
 */
export function readPathId(id: string): string {
  let decoded = id;
  try {
    if (id.includes("%")) decoded = decodeURIComponent(id);
  } catch {
    throw new NotFoundError("The id in the path is not valid.");
  }
  if (decoded.length <= 1024 && !decoded.includes("\0") && decoded.isWellFormed()) return decoded;
  throw new NotFoundError("The id in the path is not valid.");
}
