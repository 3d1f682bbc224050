// npm run build: everything that runs later needs neither npm nor a network: packages, Prisma client, the app's build.
import { buildApp, prepare, root } from "./lib/prepare.mjs";
import { explain } from "./lib/say.mjs";

try {
  const node = await prepare();
  process.chdir(root);
  await buildApp(node);
} catch (error) {
  process.exitCode = explain(error);
}
