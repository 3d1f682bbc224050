import type pg from "pg";
import type { Database } from "../db/pool.ts";
import type { FindingChanges, FindingRow, OpenFinding } from "./findings.ts";
import {
  endFindingsSql,
  endWhatIsGone,
  keepFindingsSql,
  keepSpellsSql,
  renewWorstFindings,
  staleFindingsSql,
  touchDiagnosesSql,
  writeDiagnosesSql,
  writeFindingsSql,
} from "./mutations.ts";

/** A walked path as it is stored. */
export interface DiagnosisRow {
  accountId: string;
  vpcEndpointId: string;
  region: string;
  serviceName: string | null;
  consumerOurs: boolean;
  providerOurs: boolean;
  otherSide: string | null;
  verdict: string;
  hop: string | null;
  checkId: string | null;
  sentence: string;
  since: Date;
  /** Packed. */
  walk: Buffer;
  walkDigest: string;
  asOf: Date | null;
}

/** A walk that says what it said before: only its times move. */
export type TouchedRow = Pick<DiagnosisRow, "accountId" | "vpcEndpointId" | "asOf">;

/** With the watermark of the evidence that shows it. */
type Seen<T> = T & { seenAt: Date };

/** What became of the findings of a batch. */
export interface SeenChanges {
  write: Seen<FindingRow>[];
  keep: Seen<OpenFinding>[];
  stale: FindingChanges["stale"];
  end: Seen<OpenFinding>[];
}

export const emptyChanges = (): SeenChanges => ({ write: [], keep: [], stale: [], end: [] });

/** What is done with the rows of each kind, in this order; $1 is the staged row, $2 the time of the evaluation. */
const statements = {
  walks: [writeDiagnosesSql],
  touched: [touchDiagnosesSql],
  findings: [keepSpellsSql, writeFindingsSql],
  kept: [keepFindingsSql],
  stale: [staleFindingsSql],
  ended: [endFindingsSql],
} as const;
type Kind = keyof typeof statements;

/**
 * Verdicts of an evaluation that is under way. They lie in a table that nobody else sees, and take the place of those
 * before in one short transaction at its end: a reader sees the old evaluation or the new one, never some of each.
 */
export class Stage {
  readonly #client: pg.PoolClient;
  #staged: { id: number; kind: Kind }[] = [];

  private constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** Runs `work` with a stage of its own, which holds one connection until the end. */
  static async during<T>({ pool }: Database, work: (stage: Stage) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(
        "CREATE TEMP TABLE IF NOT EXISTS diagnosis_stage (id int PRIMARY KEY, payload json NOT NULL, walks bytea)",
      );
      // It lives for seconds: packing it would only take time.
      await client.query(
        "ALTER TABLE diagnosis_stage ALTER payload SET STORAGE EXTERNAL, ALTER walks SET STORAGE EXTERNAL",
      );
      await client.query("TRUNCATE diagnosis_stage");
      return await work(new Stage(client));
    } finally {
      await client.query("DROP TABLE IF EXISTS pg_temp.diagnosis_stage").catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    }
  }

  async addWalks(written: readonly DiagnosisRow[], touched: readonly TouchedRow[]): Promise<void> {
    // All walks of a batch lie end to end: bytes need no quoting then, neither here nor there.
    let from = 1;
    const rows = written.map(({ walk, ...row }) => {
      const walkFrom = from;
      from += walk.length;
      return { ...row, walkFrom, walkBytes: walk.length };
    });
    await this.#add("walks", rows, Buffer.concat(written.map(({ walk }) => walk)));
    await this.#add("touched", touched);
  }

  async addFindings({ write, keep, stale, end }: SeenChanges): Promise<void> {
    await this.#add("findings", write);
    await this.#add("kept", keep.map(keyed));
    await this.#add(
      "stale",
      stale.map(({ finding: { accountId, findingKey }, reason }) => ({ accountId, findingKey, reason })),
    );
    await this.#add("ended", end.map(keyed));
  }

  async #add(kind: Kind, rows: readonly object[], walks: Buffer | null = null): Promise<void> {
    if (rows.length === 0) return;
    const id = this.#staged.length;
    this.#staged.push({ id, kind });
    await this.#client.query("INSERT INTO diagnosis_stage (id, payload, walks) VALUES ($1, $2, $3)", [
      id,
      JSON.stringify(rows),
      walks,
    ]);
  }

  /** Puts everything in place, takes away what is gone, and names each endpoint's worst. Returns how many findings that ended. */
  async commit(now: Date): Promise<number> {
    const client = this.#client;
    await client.query("BEGIN");
    try {
      for (const kind of Object.keys(statements) as Kind[])
        for (const { id } of this.#staged.filter((one) => one.kind === kind))
          for (const sql of statements[kind]) await client.query(sql, [id, now]);
      const ended = await endWhatIsGone(client, now);
      await renewWorstFindings(client);
      await client.query("COMMIT");
      return ended;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  }
}

const keyed = ({ accountId, findingKey, seenAt }: Seen<OpenFinding>) => ({ accountId, findingKey, seenAt });
