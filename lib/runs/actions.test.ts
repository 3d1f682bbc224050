import { expect, it } from "vitest";
import { permissions } from "../onboarding/permissions.ts";
import { collectorCatalog } from "./schema.ts";

const granted = new Set(permissions.map(({ action }) => action));
// Everybody may call the one; the other is granted by the role's trust policy.
const free = new Set(["sts:GetCallerIdentity", "sts:AssumeRole"]);

it.each(
  Object.values(collectorCatalog)
    .flatMap(({ actions }) => [...actions])
    .filter((action) => !free.has(action)),
)("the role that is handed out allows %s", (action) => {
  expect([...granted]).toContain(action);
});
