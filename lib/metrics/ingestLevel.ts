import { hash } from "node:crypto";
import type pg from "pg";
import { copyLines, lineColumns } from "./copy.ts";
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

type Row = Record<string, unknown>;

/** What is to be written to the table of one resolution. Columns come as one text: "a,b". */
export class Level {
  readonly resolution: Resolution;
  readonly #family: MetricFamily;
  readonly #accountId: string;
  readonly #lines = {
    copy: new Map<string, string[]>(),
    merge: new Map<string, string[]>(),
    compare: new Map<string, string[]>(),
  };
  readonly #touched = new Map<string, Map<string, Bucket>>();
  rolledUp = 0;

  constructor(family: MetricFamily, resolution: Resolution, accountId: string) {
    this.#family = family;
    this.resolution = resolution;
    this.#accountId = accountId;
  }

  /**
   * A line for `lineColumns` with these values. `copy`: nothing can be stored at its key and time; `merge`: something
   * may be; `compare`: the same, and whether it differs is to be answered.
   */
  add(columns: string, line: string, how: "copy" | "merge" | "compare"): void {
    const lines = this.#lines[how];
    const list = lines.get(columns);
    if (list) list.push(line);
    else lines.set(columns, [line]);
  }

  /** A bucket to be made anew from the finer ones. */
  touch(bucket: Bucket): void {
    const group = `${bucket.columns} ${isParted(this.resolution) ? bucket.part : ""}`;
    const buckets = this.#touched.get(group) ?? new Map<string, Bucket>();
    this.#touched.set(group, buckets);
    buckets.set(`${bucket.ts} ${bucket.key.join("\t")}`, bucket);
  }

  /** Writes all of it. Answers the buckets that were compared or made anew and differ from what was there. */
  async write(client: pg.ClientBase): Promise<Bucket[]> {
    const table = tableOf(this.#family, this.resolution);
    const changed: Bucket[] = [];
    const { copy, merge, compare } = this.#lines;
    for (const [columns, lines] of copy) {
      await copyLines(
        client,
        table,
        lineColumns(this.#family, columns.split(","), isParted(this.resolution)),
        lines,
      );
    }
    for (const [columns, lines] of merge) await this.#merge(client, table, columns, lines, "");
    const returning = `RETURNING ${["ts", ...(isParted(this.resolution) ? ["part"] : []), ...this.#family.key].map((column) => `t.${column}`).join(", ")}`;
    for (const [columns, lines] of compare) {
      changed.push(...this.#buckets(columns, await this.#merge(client, table, columns, lines, returning)));
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
    lines: string[],
    returning: string,
  ): Promise<Row[]> {
    const family = this.#family;
    const stage = `stage_${table}`;
    const all = lineColumns(family, columns.split(","), isParted(this.resolution)).join(", ");
    await client.query(
      `CREATE TEMP TABLE IF NOT EXISTS ${stage} (LIKE ${table} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS`,
    );
    await copyLines(client, stage, all.split(", "), lines);
    const { rows } = await client.query<Row>(
      `INSERT INTO ${table} AS t (${all}) SELECT ${all} FROM ${stage}
       ${onConflict(family, [...family.labels, ...columns.split(",")], isParted(this.resolution))}
       ${returning}`,
    );
    await client.query(`TRUNCATE ${stage}`);
    return rows;
  }

  async #rollUp(client: pg.ClientBase, table: string, columns: string, buckets: Bucket[]): Promise<Bucket[]> {
    const family = this.#family;
    const part = isParted(this.resolution) ? (buckets[0]?.part ?? 0) : undefined;
    const fine = resolutionNames.find((name) => parentOf[name] === this.resolution) as Resolution;
    const text = rollUpSql(
      family,
      fine,
      { fine: tableOf(family, fine), coarse: table, coarseSeconds: resolutions[this.resolution], part },
      columnsOf(family, columns.split(",")),
    );
    const { rows } = await client.query<Row>({
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

  #buckets(columns: string, rows: Row[]): Bucket[] {
    const { key } = this.#family;
    const asked = columnsOf(this.#family, columns.split(","))
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
