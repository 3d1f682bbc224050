import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { openPool } from "./pool.ts";
import { answersOf, inTransaction } from "./transaction.ts";

const db = testDatabase();
let pool: ReturnType<typeof openPool>;
beforeAll(async () => {
  pool = openPool(db.url, { max: 1, pipeline: true });
  await pool.query("CREATE TABLE written (n int PRIMARY KEY)");
});
afterAll(() => pool.end());

const insert = "INSERT INTO written VALUES ($1)";
const written = async () => (await pool.query("SELECT n FROM written ORDER BY n")).rows.map(({ n }) => n);

it("commits what was sent without waiting, in the order in which it was asked", async () => {
  const counts = await inTransaction(pool, (client) =>
    answersOf([
      client.query(insert, [1]),
      client.query("SELECT count(*)::int AS n FROM written"),
      client.query(insert, [2]),
      client.query("SELECT count(*)::int AS n FROM written"),
    ]),
  );
  expect(counts.map(({ rows }) => rows)).toEqual([[], [{ n: 1 }], [], [{ n: 2 }]]);
  expect(await written()).toEqual([1, 2]);
});

it("rolls back what was sent behind a statement that failed, and tells of that one", async () => {
  const work = inTransaction(pool, (client) =>
    answersOf([client.query(insert, [3]), client.query(insert, [1]), client.query(insert, [4])]),
  );
  await expect(work).rejects.toMatchObject({ code: "23505", detail: "Key (n)=(1) already exists." });
  expect(await written()).toEqual([1, 2]);
});

it("reaches with its ROLLBACK what follows a statement that was still under way when another failed", async () => {
  const refused = new Error("not ours");
  let goesOn: Promise<unknown> | undefined;
  const work = inTransaction(pool, (client) => {
    const refuse = client.query("SELECT 1").then(() => Promise.reject(refused));
    goesOn = client.query("SELECT pg_sleep(0.05)").then(() => client.query(insert, [5]));
    return answersOf([refuse, goesOn]);
  });
  await expect(work).rejects.toBe(refused);
  await goesOn;
  expect(await written()).toEqual([1, 2]);
});
