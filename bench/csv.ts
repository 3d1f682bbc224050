import type pg from "pg";
import { GET } from "#app/api/v1/endpoints.csv/route.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { fillEndpoints } from "./fleet/fillEndpoints.ts";
import type { Bench, BenchRow } from "./schema.ts";
import {
  bestSeconds,
  type Measured,
  measure,
  readAnswer,
  readCopy,
  serveRoute,
  withOwnDatabase,
} from "./streams/served.ts";

// Short rounds are repeated more often: the best of many is what the machine can do.
const leastRounds = 9;
const mostRounds = 60;
const enoughSeconds = 8;

export const bench: Bench = {
  question:
    "How fast is endpoints.csv over HTTP, held against COPY … TO STDOUT of the same rows, and does memory stay flat?",
  async run(args) {
    const sizes = args.length > 0 ? args.map(readSize) : [10_000, 100_000];
    return withOwnDatabase(async (pool) => {
      const http = await serveRoute(GET);
      const rows: BenchRow[] = [];
      for (const size of sizes) rows.push(...(await compare(pool, http.port, size)));
      http.close();
      return rows;
    });
  },
};

function readSize(arg: string): number {
  const size = Number(arg);
  if (Number.isInteger(size) && size > 0) return size;
  throw new ConfigurationError(
    `"${arg}" is not a number of endpoints; expected npm run bench -- csv 10000 100000`,
  );
}

async function compare(pool: pg.Pool, port: number, size: number): Promise<BenchRow[]> {
  await fillEndpoints(pool, size);
  const address = `http://127.0.0.1:${port}/api/v1/endpoints.csv?sort=-bytes30d`;
  const copies: Measured[] = [];
  const answers: Measured[] = [];
  await measure(() => readAnswer(address));
  // In turns, so that whatever else the machine does hits both alike.
  const begun = performance.now();
  const goOn = (round: number) =>
    round < leastRounds || (round < mostRounds && performance.now() - begun < enoughSeconds * 1000);
  for (let round = 0; goOn(round); round++) {
    copies.push(await measure(() => readCopy(pool, sameRows)));
    answers.push(await measure(() => readAnswer(address)));
  }
  const rate = (measured: Measured[]) => size / bestSeconds(measured);
  const label = `${size.toLocaleString("en-US")} endpoints`;
  return [
    { measured: `COPY TO STDOUT by pg, ${label}`, value: rate(copies), unit: "rows/s" },
    {
      measured: `endpoints.csv over HTTP, ${label}`,
      value: rate(answers),
      unit: "rows/s",
      comparedTo: "COPY of the same rows",
      ratio: rate(answers) / rate(copies),
      atLeast: 0.6,
    },
    { measured: `its size, ${label}`, value: (answers[0]?.bytes ?? 0) / 1e6, unit: "MB" },
    {
      measured: `memory above the start, ${label}`,
      value: Math.max(...answers.map(({ memoryMb }) => memoryMb)),
      unit: "MB",
      atMost: 64,
    },
  ];
}

/** The same rows and columns in the same order, as Postgres writes them without any care for spreadsheets. */
const sameRows = `SELECT e.vpc_endpoint_id, e.account_id, a.name, e.region, e.vpc_id, e.vpc_endpoint_type, e.service_name,
    e.service_region, e.state, e.private_dns_enabled, e.subnet_ids, e.az_ids, e.network_interface_ids,
    e.security_group_ids, e.ip_address_type, e.creation_timestamp, e.requester_managed, e.tags, e.owner,
    e.environment, e.application, e.first_seen_at, greatest(e.last_seen_at, s.last_success_at), e.gone_at,
    s.outcome <> 'success', t.bytes_30d, t.last_traffic_at, NULL, NULL, NULL, NULL, NULL
  FROM vpc_endpoint e LEFT JOIN account a ON a.account_id = e.account_id
  LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
  LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
  WHERE e.gone_at IS NULL ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.region, e.vpc_endpoint_id`;
