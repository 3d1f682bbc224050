import { loadConfig } from "#lib/config/data.ts";
import { type Config, configSchema } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import type { Env } from "#lib/env.ts";
import { ConfigurationError } from "#lib/errors.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import { collectorCatalog, globalRegion } from "#lib/runs/schema.ts";
import type { AccountAccess } from "./aws/credentials.ts";
import { registry } from "./registry.ts";

/** An account as the fleet knows it from the database. */
interface KnownAccount {
  accountId: string;
  status: string;
  source: string;
  managementAccountId: string | null;
}

/**
 * What to collect: `--aws` means the account of the ambient credentials and no file; otherwise the file; without one,
 * the organization behind AWS_ENDPOINT_URL.
 * @throws ConfigurationError when nothing says what to collect.
 */
export function resolveConfig(env: Env, ambientOnly: boolean): Config {
  if (ambientOnly) return configSchema.parse({ regions: ["all"] });
  const config = loadConfig(env.configFile);
  if (config) return config;
  if (env.awsEndpointUrl) {
    // A simulator computes what it answers: one result in 5 minutes keeps it, and the demo's database, small.
    const simulated = { name: "simulator", scrapeIntervalSeconds: 300, backfillHours: 3 };
    const prometheus = env.prometheusUrl ? [{ ...simulated, url: env.prometheusUrl }] : [];
    return configSchema.parse({ organization: {}, regions: ["all"], probes: { prometheus } });
  }
  throw new ConfigurationError(
    `nothing says what to collect: write ${env.configFile} (see README), or add --aws for the account of your AWS credentials.`,
  );
}

const suspendedKeptMs = 60_000;

/** The accounts and regions of a configuration, and how to reach each. */
export class Fleet {
  readonly config: Config;
  /** Account of the ambient credentials; undefined while they do not work. */
  readonly ambientAccountId: string | undefined;
  readonly #db: Database;
  readonly #homeBefore: string | undefined;
  readonly #configured: Map<string, Config["accounts"][number]>;
  #accounts: Promise<KnownAccount[]> | undefined;
  #suspended: { at: number; status: Promise<Map<string, string>> } | undefined;

  /** @param homeBefore account that the organization's scopes were booked under, for when the identity is not known. */
  constructor(db: Database, config: Config, ambientAccountId: string | undefined, homeBefore?: string) {
    this.#db = db;
    this.#homeBefore = homeBefore;
    this.config = config;
    this.ambientAccountId = ambientAccountId;
    this.#configured = new Map(config.accounts.map((account) => [account.id, account]));
  }

  /** The account that the scope of `accounts` is booked under: the organization's, or that of the credentials. */
  get homeAccountId(): string {
    const arn = this.config.organization?.roleArn;
    const { ambientAccountId, config } = this;
    return arn?.split(":")[4] ?? ambientAccountId ?? this.#homeBefore ?? config.accounts[0]?.id ?? "unknown";
  }

  /** Access to AWS Organizations. */
  get organizationAccess(): AccountAccess {
    const { roleArn, externalId } = this.config.organization ?? {};
    return { accountId: this.homeAccountId, roleArn, externalId };
  }

  accessOf(accountId: string): AccountAccess {
    const listed = this.#configured.get(accountId);
    if (listed) return { accountId, roleArn: listed.roleArn, externalId: listed.externalId };
    const { organization } = this.config;
    if (accountId === this.homeAccountId && organization?.roleArn) return this.organizationAccess;
    if (accountId === this.ambientAccountId || !organization) return { accountId };
    const partition = organization.roleArn?.split(":")[1] ?? "aws";
    return {
      accountId,
      roleArn: `arn:${partition}:iam::${accountId}:role/${organization.memberRoleName}`,
      externalId: organization.externalId,
    };
  }

  /**
   * The status of an account that is not to be asked any more; undefined for one that is active. Read anew each
   * minute: it is another worker, as a rule, that hears of it.
   */
  async suspended(accountId: string): Promise<string | undefined> {
    const now = performance.now();
    if (!this.#suspended || now - this.#suspended.at > suspendedKeptMs) {
      const status = this.#db.pool
        .query<{ accountId: string; status: string }>(
          `SELECT account_id AS "accountId", status FROM account WHERE gone_at IS NULL AND status <> 'ACTIVE'`,
        )
        .then(({ rows }) => new Map(rows.map((row) => [row.accountId, row.status])));
      this.#suspended = { at: now, status };
      status.catch(() => {
        this.#suspended = undefined;
      });
    }
    return (await this.#suspended.status).get(accountId);
  }

  /** Accounts that exist, read once until `refresh`. */
  accounts(): Promise<KnownAccount[]> {
    this.#accounts ??= this.#db.pool
      .query<KnownAccount>(
        `SELECT account_id AS "accountId", status, source, management_account_id AS "managementAccountId"
         FROM account WHERE gone_at IS NULL ORDER BY account_id`,
      )
      .then(({ rows }) => rows);
    this.#accounts.catch(() => this.refresh());
    return this.#accounts;
  }

  refresh(): void {
    this.#accounts = undefined;
    this.#suspended = undefined;
  }

  /** Every scope the configuration asks for, as far as accounts and regions are known by now. */
  async scopes(): Promise<Scope[]> {
    this.refresh();
    const accounts = await this.accounts();
    const regions = await this.#regions();
    const payers = new Set(accounts.map((account) => account.managementAccountId ?? account.accountId));
    const scopes: Scope[] = [];
    for (const { name } of registry) {
      const { scope, intervalSeconds } = collectorCatalog[name];
      const add = (accountId: string, region: string) =>
        scopes.push({ collector: name, accountId, region, intervalSeconds });
      // A source of probes has no region: its name stands in its place.
      if (name === "probes")
        for (const source of this.config.probes.prometheus) add(this.homeAccountId, source.name);
      else if (scope === "organization") add(this.homeAccountId, globalRegion);
      else if (name === "costs") for (const payer of payers) add(payer, globalRegion);
      else if (scope === "account") for (const { accountId } of accounts) add(accountId, globalRegion);
      else
        for (const { accountId } of accounts) for (const region of regions(accountId)) add(accountId, region);
    }
    return scopes;
  }

  async #regions(): Promise<(accountId: string) => string[]> {
    const { regions } = this.config;
    if (!regions.includes("all")) return () => regions;
    const { rows } = await this.#db.pool.query<{ accountId: string; region: string }>(
      `SELECT account_id AS "accountId", region FROM region
       WHERE gone_at IS NULL AND opt_in_status IS DISTINCT FROM 'not-opted-in' ORDER BY region`,
    );
    const known = Map.groupBy(rows, ({ accountId }) => accountId);
    return (accountId) => (known.get(accountId) ?? []).map(({ region }) => region);
  }
}
