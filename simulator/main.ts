/** `npm run simulate`: the simulator alone, on loopback, until a signal. */
import { parseArguments, UsageError } from "./arguments.ts";
import { startSimulator } from "./server.ts";

async function main(): Promise<void> {
  const options = parseArguments(process.argv.slice(2), process.env.LINKLEDGER_NOW);
  const simulator = await startSimulator(options);
  console.log(`simulator ready ${simulator.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      simulator.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const busy = (error as { code?: string }).code === "EADDRINUSE";
  const message = error instanceof Error ? error.message : String(error);
  console.error(busy ? `${message}: another program listens on this port` : message);
  if (!(error instanceof UsageError) && !busy) console.error(error);
  process.exit(1);
});
