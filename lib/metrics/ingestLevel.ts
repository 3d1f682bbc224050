import { hash } from "node:crypto";
import type pg from "pg";
import { copyRows, Rows, rowColumns } from "./copy.ts";
import { columnsOf, isParted, onConflict, parentOf, rollUpSql } from "./rollup.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import { type MetricFamily, tableOf } from "./tables.ts";

/** One bucket of one series, for some of its columns. */
export interface Bucket {
  columns: string;
  key: readonly string[];
  part: number;
  ts: number;
}

type Answer = Record<string, unknown>;

/** What is to be written to the table of one resolution. Columns come as one text: "a,b". */
export class Level {
  readonly resolution: Resolution;
  readonly family: MetricFamily;
  readonly #accountId: string;
  readonly #rows = {
    copy: new Map<string, Rows>(),
    merge: new Map<string, Rows>(),
    compare: new Map<string, Rows>(),
  };
  readonly #touched = new Map<string, Map<string, Bucket>>();
  rolledUp = 0;

  constructor(family: MetricFamily, resolution: Resolution, accountId: string) {
    this.family = family;
    this.resolution = resolution;
    this.#accountId = accountId;
  }

  /**
   * Where rows with values for these columns are added. `copy`: nothing can be stored at their keys and times; `merge`:
   * something may be; `compare`: the same, and whether they differ is to be answered.
   */
  rows(columns: string, how: "copy" | "merge" | "compare"): Rows {
    const found = this.#rows[how].get(columns);
    if (found) return found;
    const made = new Rows();
    this.#rows[how].set(columns, made);
    return made;
  }

  /** A bucket to be made anew from the finer ones. */
  touch(bucket: Bucket): void {
    const group = `${bucket.columns} ${isParted(this.resolution) ? bucket.part : ""}`;
    const buckets = this.#touched.get(group) ?? new Map<string, Bucket>();
    this.#touched.set(group, buckets);
    buckets.set(`${bucket.ts} ${bucket.key.join("\t")}`, bucket);
  }

  /** Rows that nothing can be stored in the place of, by their columns. */
  get copied(): ReadonlyMap<string, Rows> {
    return this.#rows.copy;
  }

  /** Writes all but what is copied. Answers the buckets that were compared or made anew and differ from what was there. */
  async write(client: pg.ClientBase): Promise<Bucket[]> {
    const table = tableOf(this.family, this.resolution);
    const changed: Bucket[] = [];
    const { merge, compare } = this.#rows;
    for (const [columns, rows] of merge) await this.#merge(client, table, columns, rows, "");
    const returning = `RETURNING ${["ts", ...(isParted(this.resolution) ? ["part"] : []), ...this.family.key].map((column) => `t.${column}`).join(", ")}`;
    for (const [columns, rows] of compare) {
      changed.push(...this.#buckets(columns, await this.#merge(client, table, columns, rows, returning)));
    }
    for (const [group, buckets] of this.#touched) {
      const [columns = ""] = group.split(" ");
      changed.push(...(await this.#rollUp(client, table, columns, [...buckets.values()])));
      this.rolledUp += buckets.size;
    }
    return changed;
  }

  async #merge(
    client: pg.ClientBase,
    table: string,
    columns: string,
    added: Rows,
    returning: string,
  ): Promise<Answer[]> {
    const family = this.family;
    const stage = `stage_${table}`;
    const names = rowColumns(family, columns.split(","), isParted(this.resolution));
    const all = names.join(", ");
    await client.query(
      `CREATE TEMP TABLE IF NOT EXISTS ${stage} (LIKE ${table} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS`,
    );
    await copyRows(client, stage, names, [added]);
    const { rows } = await client.query<Answer>(
      `INSERT INTO ${table} AS t (${all}) SELECT ${all} FROM ${stage}
       ${onConflict(family, [...family.labels, ...columns.split(",")], isParted(this.resolution))}
       ${returning}`,
    );
    await client.query(`TRUNCATE ${stage}`);
    return rows;
  }

  async #rollUp(client: pg.ClientBase, table: string, columns: string, buckets: Bucket[]): Promise<Bucket[]> {
    const family = this.family;
    const part = isParted(this.resolution) ? (buckets[0]?.part ?? 0) : undefined;
    const fine = resolutionNames.find((name) => parentOf[name] === this.resolution) as Resolution;
    const text = rollUpSql(
      family,
      fine,
      { fine: tableOf(family, fine), coarse: table, coarseSeconds: resolutions[this.resolution], part },
      columnsOf(family, columns.split(",")),
    );
    const { rows } = await client.query<Answer>({
      // Prepared once per connection: planning costs more than making a few buckets does.
      name: `roll-up-${hash("md5", text)}`,
      text,
      values: [
        this.#accountId,
        buckets.map(({ ts }) => new Date(ts)),
        ...family.key.map((_, i) => buckets.map(({ key }) => key[i])),
      ],
    });
    return this.#buckets(columns, rows);
  }

  #buckets(columns: string, rows: Answer[]): Bucket[] {
    const { key } = this.family;
    const asked = columnsOf(this.family, columns.split(","))
      .map(({ column }) => column)
      .join(",");
    return rows.map((row) => ({
      columns: asked,
      part: (row.part as number | undefined) ?? 0,
      key: key.map((name) => row[name] as string),
      ts: (row.ts as Date).getTime(),
    }));
  }
}

/** Writes the copied rows of levels of one family and resolution, by one COPY for all rows of the same columns. */
export async function copyLevels(client: pg.ClientBase, levels: readonly Level[]): Promise<void> {
  const together = new Map<string, Rows[]>();
  for (const { copied } of levels) {
    for (const [columns, rows] of copied) {
      const others = together.get(columns);
      if (others) others.push(rows);
      else together.set(columns, [rows]);
    }
  }
  const [first] = levels;
  if (!first) return;
  const { family, resolution } = first;
  for (const [columns, rows] of together) {
    const all = rowColumns(family, columns.split(","), isParted(resolution));
    await copyRows(client, tableOf(family, resolution), all, rows);
  }
}
