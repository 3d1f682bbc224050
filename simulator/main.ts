import { startSimulator } from "./server.ts";

const simulator = await startSimulator({
  port: Number(process.argv[process.argv.indexOf("--port") + 1] || 0),
});
console.log(`simulator ready ${simulator.url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    simulator.close().then(() => process.exit(0));
  });
}
