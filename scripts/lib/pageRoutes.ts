import { globSync } from "node:fs";

/** The route of every page of the app, as the folder of its `page.tsx` names it, without groups; sorted. */
export function pageRoutes(): string[] {
  return globSync("app/**/page.tsx")
    .map((file) => file.replace(/^app(.*)\/page\.tsx$/, "$1").replace(/\/\(\w+\)/, "") || "/")
    .sort();
}
