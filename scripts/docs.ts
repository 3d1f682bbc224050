// npm run docs: writes the documents that are made from the code.
import { writeFileSync } from "node:fs";
import { configReference } from "#lib/config/reference.ts";

writeFileSync("docs/configuration.md", configReference());
