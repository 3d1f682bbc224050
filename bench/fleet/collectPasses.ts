// Run by `bench collect`, twice, each time as a process of its own. `cost`: passes over the inventory, and between them
// the SDK alone on what was answered. `memory`: the passes alone, since the kept answers would count as ours.
import { AsyncLocalStorage } from "node:async_hooks";
import { type CredentialProvider, openClient, type RequestHandler } from "#collectors/aws/clients.ts";
import { type AccountAccess, CredentialStore } from "#collectors/aws/credentials.ts";
import { openHandler } from "#collectors/aws/handler.ts";
import type { ApiFamily } from "#collectors/aws/pace.ts";
import { eachLimited } from "#collectors/aws/pages.ts";
import { type Aws, AwsAccess } from "#collectors/aws/session.ts";
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { defaultConcurrency } from "#collectors/slots.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { type Database, openDatabase } from "#lib/db/pool.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import { inventoryCollectors } from "./inventory.ts";

interface Pass {
  /** CPU of this process, user and system. */
  cpuMs: number;
  seconds: number;
}

export interface CollectMeasurement {
  endpoints: number;
  /** Rows of inventory, endpoints among them. */
  rows: number;
  calls: number;
  first: Pass;
  unchanged: Pass;
  /** The same by a process that remembers no answers, such as `collect --once`. */
  unremembered: Pass;
  /** The SDK alone, answered from memory. */
  sdk: Pass;
  /** The SDK alone, answered by the simulator: with the HTTP that it needs in any case. */
  wire: Pass;
}

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}
interface Recorded {
  access: AccountAccess;
  key: string;
  family: ApiFamily;
  region: string;
  command: unknown;
  answers: Answer[];
}

const current = new AsyncLocalStorage<Recorded>();
const recorded: Recorded[] = [];

async function measure(work: () => Promise<unknown>): Promise<Pass> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, seconds: (performance.now() - start) / 1000 };
}

type Handle = { handle(request: unknown, options?: unknown): Promise<{ response: unknown }> };

/** Keeps every answer with the command that asked for it. */
function recordingHandler(inner: RequestHandler): RequestHandler {
  const { handle } = inner as unknown as Handle;
  return Object.assign(Object.create(inner as object), {
    async handle(request: unknown, options?: unknown) {
      const { response } = await handle.call(inner, request, options);
      const { statusCode, headers, body } = response as {
        statusCode: number;
        headers: Record<string, string>;
        body: Uint8Array;
      };
      current.getStore()?.answers.push({ statusCode, headers, body });
      return { response };
    },
  }) as RequestHandler;
}

class RecordingAccess extends AwsAccess {
  override open(access: AccountAccess, region: string, signal?: AbortSignal): Aws {
    const aws = super.open(access, region, signal);
    const recording =
      (family: ApiFamily, send: Aws["ec2"]): Aws["ec2"] =>
      (command) => {
        const entry: Recorded = {
          access,
          key: `${access.accountId}/${region}/${family}`,
          family,
          region,
          command,
          answers: [],
        };
        recorded.push(entry);
        return current.run(entry, () => send(command));
      };
    return {
      ...aws,
      ec2: recording("ec2", aws.ec2),
      elb: recording("elb", aws.elb),
      organizations: recording("organizations", aws.organizations),
    };
  }
}

const stub = {
  metadata: { handlerProtocol: "http/1.1" },
  async handle() {
    const answer = current.getStore()?.answers[0];
    if (!answer) throw new Error("nothing was recorded for this call");
    return { response: { ...answer } };
  },
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
} as unknown as RequestHandler;

/** The same commands through clients made in the same way, and nothing else. */
async function replay(
  requestHandler: RequestHandler,
  credentialsOf: (access: AccountAccess) => CredentialProvider,
) {
  const clients = new Map<string, ReturnType<typeof openClient>>();
  await eachLimited(recorded, defaultConcurrency, async (entry) => {
    let client = clients.get(entry.key);
    if (!client) {
      const credentials = credentialsOf(entry.access);
      client = openClient(entry.family, {
        ...{ region: entry.region, credentials, requestHandler },
        plainReader: false,
      });
      clients.set(entry.key, client);
    }
    await current.run(entry, () => client.send(entry.command as never));
  });
}

const fixedCredentials = async () => ({
  accessKeyId: "replay",
  secretAccessKey: "replay",
  sessionToken: "x".repeat(300),
});

const inventory = ({ collector }: Scope) => inventoryCollectors.includes(collector);

/** Passes over the inventory of one database, each as a worker or a process of its own makes it. */
class Passes {
  readonly #db: Database;
  rows = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  async run(aws?: AwsAccess) {
    const config = configSchema.parse({ organization: {} });
    const runtime = await openRuntime(this.#db, config, new AbortController().signal, aws);
    const runs = await collectOnce(runtime, { only: inventory });
    await runtime.close();
    const failed = runs.find(({ outcome }) => outcome !== "success");
    if (failed)
      throw new Error(`${failed.scope.collector} of ${failed.scope.accountId}: ${failed.failure?.message}`);
    return runs;
  }

  async first(aws: AwsAccess) {
    this.rows = (await this.run(aws)).reduce((sum, { resources }) => sum + resources, 0);
  }

  async unchanged(aws: AwsAccess) {
    const runs = await this.run(aws);
    const touched = runs.find(({ created, modified, gone }) => created + modified + gone > 0);
    if (touched) throw new Error("a pass over an unchanged fleet found changes");
    const found = runs.reduce((sum, { resources }) => sum + resources, 0);
    if (found !== this.rows)
      throw new Error(`a pass over an unchanged fleet found ${found} rows, not ${this.rows}`);
  }
}

/** Every answer of the fleet, kept by a pass into a database of its own; it also warms up all the code that follows. */
async function recordAnswers(url: string): Promise<void> {
  const aside = await openDatabase({ url: url.replace(/[^/]+$/, "recording"), max: 16 });
  await migrate(aside.pool, "prisma/migrations");
  await new Passes(aside).run(new RecordingAccess(recordingHandler(openHandler())));
  await aside.close();
}

const meanOf = (passes: Pass[]): Pass => ({
  cpuMs: passes.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / passes.length,
  seconds: passes.reduce((sum, { seconds }) => sum + seconds, 0) / passes.length,
});

async function measureCost(): Promise<CollectMeasurement> {
  const db = await openDatabase({ max: 16 });
  await db.pool.query("CREATE DATABASE recording");
  await recordAnswers(db.url);
  await migrate(db.pool, "prisma/migrations");
  const passes = new Passes(db);
  // A worker's clients live as long as the worker; so does what it remembers of the answers.
  const worker = new AwsAccess();
  // Before and after each pass: a machine that is busier now than later would otherwise shift the ratio.
  const alone: Pass[] = [];
  const sdkAlone = async () => {
    alone.push(await measure(() => replay(stub, () => fixedCredentials)));
  };
  await sdkAlone();
  const first = await measure(() => passes.first(worker));
  await sdkAlone();
  const unchanged = await measure(() => passes.unchanged(worker));
  await sdkAlone();
  const unremembered = await measure(() => passes.unchanged(new AwsAccess()));
  await sdkAlone();
  const handler = openHandler();
  const store = new CredentialStore(handler);
  const wire = await measure(() => replay(handler, (access) => store.providerFor(access)));
  const { rows: counted } = await db.pool.query<{ endpoints: number }>(
    "SELECT count(*)::int AS endpoints FROM vpc_endpoint WHERE gone_at IS NULL",
  );
  await db.close();
  return {
    endpoints: counted[0]?.endpoints ?? 0,
    rows: passes.rows,
    calls: recorded.length,
    first,
    unchanged,
    unremembered,
    sdk: meanOf(alone),
    wire,
  };
}

/** Most memory that a worker's first and second pass need, in MB. */
async function measureMemory(): Promise<{ rssMb: number }> {
  const db = await openDatabase({ max: 16 });
  await migrate(db.pool, "prisma/migrations");
  const passes = new Passes(db);
  const worker = new AwsAccess();
  await passes.first(worker);
  await passes.unchanged(worker);
  const rssMb = process.resourceUsage().maxRSS / 1024;
  await db.close();
  return { rssMb };
}

console.log(JSON.stringify(await (process.argv[2] === "memory" ? measureMemory() : measureCost())));
