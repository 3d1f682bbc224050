import { DatabaseUnavailableError } from "#lib/errors.ts";
import {
  type AnsweredCall,
  AnswerMemory,
  type Asked,
  nothing,
  type RememberedRun,
  RunAnswers,
} from "./answers.ts";
import {
  type AnyClient,
  type CallContext,
  type CallCount,
  type ClientOptions,
  calling,
  openClient,
  type RequestHandler,
} from "./clients.ts";
import { type AccountAccess, CredentialStore } from "./credentials.ts";
import { AwsError, classify, isExpiredToken } from "./errors.ts";
import { openHandler } from "./handler.ts";
import type { ApiFamily } from "./pace.ts";
import { Pacer } from "./pacer.ts";
import { isClockInDoubt, RunClock } from "./serverClock.ts";

interface AnyCommand {
  constructor: Asked["Command"];
  input: object;
}

/** A command of the SDK, as far as its output type goes. */
export interface CommandOf<Output> {
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Output }>;
}

/**
 * Sends a command and gives its own output type. Throws AwsError. A signal of its own stands in for the run's: what
 * has to be tidied up after a stop is sent although the run's signal has aborted.
 */
type Send = <Output>(command: CommandOf<Output>, signal?: AbortSignal) => Promise<Output>;

/** AWS as one run sees it: an account, a region, and a count of what was asked. */
export interface Aws {
  accountId: string;
  region: string;
  count: CallCount;
  /** Keeps from now on what is asked, with the digests of the answers. */
  record(): AnsweredCall[];
  /**
   * Asks once more what a run before asked; true when every answer is the same, byte for byte. Where one is not, the
   * answers that are there already are handed to the run that asks the same next: nothing is asked twice.
   */
  unchanged(run: RememberedRun): Promise<boolean>;
  /** Waits between two calls, until the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<unknown>;
  ec2: Send;
  elb: Send;
  cloudWatch: Send;
  organizations: Send;
  costExplorer: Send;
  pricing: Send;
  serviceQuotas: Send;
  cloudTrail: Send;
  logs: Send;
}

/** Clients and credentials of all accounts, in one process. */
export class AwsAccess {
  readonly credentials: CredentialStore;
  readonly answers = new AnswerMemory();
  readonly #handler: RequestHandler;
  readonly #pacer: Pacer;
  readonly #options: ClientOptions;
  readonly #clients = new Map<string, AnyClient>();

  constructor(handler: RequestHandler = openHandler(), pacer = new Pacer(), options: ClientOptions = {}) {
    this.#handler = handler;
    this.#pacer = pacer;
    this.#options = options;
    this.credentials = new CredentialStore(handler, pacer, options);
  }

  /**
   * Holds the clock against an answer where it was set since the last one: a run that has nothing to ask would
   * otherwise date by it what it judges. False where no answer came: the clock stays in doubt, and nothing may be
   * dated by it.
   */
  async settleClock(): Promise<boolean> {
    if (!isClockInDoubt()) return true;
    await this.credentials.ambientIdentity().catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
    });
    return !isClockInDoubt();
  }

  /** AWS for one run. Once `signal` aborts, running calls end with class `interrupted`. */
  open(access: AccountAccess, region: string, signal?: AbortSignal): Aws {
    const count: CallCount = { calls: 0, throttled: 0, retried: 0 };
    const answers = new RunAnswers();
    const clock = new RunClock();
    const sender =
      (family: ApiFamily) =>
      <Output>(command: CommandOf<Output>, own = signal) => {
        const { constructor: Command, input } = command as unknown as AnyCommand;
        const asked: Asked = { family, Command, input };
        return calling.run({ count, family, signal }, async () => {
          await answers.prepare(asked, calling.getStore() as CallContext);
          return clock.check(await this.#send(access, region, family, command, own));
        }) as Promise<Output>;
      };
    return {
      accountId: access.accountId,
      region,
      count,
      record: () => answers.record(),
      unchanged: ({ calls }) =>
        answers.same(calls, async (asked) =>
          clock.check(await this.#body(access, region, asked, count, signal)),
        ),
      pause: (ms, own = signal) => this.#pacer.pause(ms, own),
      ec2: sender("ec2"),
      elb: sender("elb"),
      cloudWatch: sender("cloudwatch"),
      organizations: sender("organizations"),
      costExplorer: sender("cost-explorer"),
      pricing: sender("pricing"),
      serviceQuotas: sender("service-quotas"),
      cloudTrail: sender("cloudtrail"),
      logs: sender("logs"),
    };
  }

  /** The bytes of an answer, unread: the SDK gets an empty body, which it takes for an answer without fields. */
  async #body(access: AccountAccess, region: string, asked: Asked, count: CallCount, signal?: AbortSignal) {
    let bytes: Uint8Array = nothing;
    const read = (body: Uint8Array) => {
      bytes = body;
      return nothing;
    };
    const command = new asked.Command(asked.input);
    await calling.run({ count, family: asked.family, signal, read }, () =>
      this.#send(access, region, asked.family, command, signal),
    );
    return bytes;
  }

  /** Closes the connections that are kept open. */
  close(): void {
    (this.#handler as { destroy?: () => void }).destroy?.();
  }

  async #send(
    access: AccountAccess,
    region: string,
    family: ApiFamily,
    command: unknown,
    signal?: AbortSignal,
  ) {
    try {
      if (calling.getStore()?.given) return await this.#client(access, region, family).send(command as never);
      return await this.#attempt(access, region, family, command, signal);
    } catch (error) {
      // Our own database, where the pacer keeps its buckets, is no failure of AWS.
      if (error instanceof AwsError || error instanceof DatabaseUnavailableError) throw error;
      const failure = classify(error);
      throw new AwsError(failure, { cause: error, hopeless: failure.errorClass === "expired-credentials" });
    }
  }

  async #attempt(
    access: AccountAccess,
    region: string,
    family: ApiFamily,
    command: unknown,
    signal?: AbortSignal,
  ) {
    const options = signal ? { abortSignal: signal } : undefined;
    try {
      const answer = await this.#client(access, region, family).send(command as never, options);
      const attempts = (answer as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
      const count = calling.getStore()?.count;
      if (count) count.retried += attempts - 1;
      return answer;
    } catch (error) {
      const count = calling.getStore()?.count;
      if (count)
        count.retried += ((error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1) - 1;
      if (!isExpiredToken(error)) throw error;
      // A session may end before its time (a role's sessions revoked): once more, with fresh credentials.
      this.#forget(access);
      return await this.#client(access, region, family).send(command as never, options);
    }
  }

  #client(access: AccountAccess, region: string, family: ApiFamily): AnyClient {
    const key = `${access.roleArn ?? ""}|${access.accountId}|${region}|${family}`;
    let client = this.#clients.get(key);
    if (!client) {
      const credentials = this.credentials.providerFor(access);
      const pace = { pacer: this.#pacer, accountId: access.accountId };
      client = openClient(family, {
        ...this.#options,
        ...{ region, credentials, requestHandler: this.#handler, pace },
      });
      this.#clients.set(key, client);
      if (this.#clients.size > maxClients) this.#clients.delete(this.#clients.keys().next().value as string);
    }
    return client;
  }

  #forget(access: AccountAccess): void {
    this.credentials.forget(access);
    for (const key of this.#clients.keys()) {
      if (key.startsWith(`${access.roleArn ?? ""}|`)) this.#clients.delete(key);
    }
  }
}

// A client is cheap to make (0.2 ms) and holds some 50 kB: keep those of the accounts at work, not of all.
const maxClients = 120;
