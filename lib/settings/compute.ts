import type { Config } from "../config/schema.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatUsd } from "../format/money.ts";
import { formatCountOf } from "../format/numbers.ts";
import { alertSettings } from "./alertSettings.ts";
import type { Origin, Setting, SettingGroup } from "./schema.ts";

type Path = (string | number)[];
type LineOf = (at: readonly (string | number)[]) => number | null;

const none = "not set";
const secret = "set, not shown";

/**
 * The configuration as settings, each with where it comes from. Secrets (external ids, digests of tokens) and what may
 * hold one (values of headers) are said to be there and never shown.
 */
export function configSettings(config: Config, lineOf: LineOf): SettingGroup[] {
  const setting = (at: Path, value: string, note: string | null = null): Setting => ({
    name: at.join("."),
    value,
    origin: originOf(at, lineOf),
    note,
  });
  const { organization, accounts, regions, tags, idle, metrics, logsInsights, costs, probes } = config;
  const roles = accounts.filter(({ roleArn }) => roleArn).length;
  const secrets = accounts.filter(({ externalId }) => externalId).length;
  return [
    {
      title: "Accounts and regions",
      settings: [
        setting(
          ["organization", "roleArn"],
          organization?.roleArn ?? none,
          "Lists the accounts of an organization.",
        ),
        setting(
          ["organization", "memberRoleName"],
          organization?.memberRoleName ?? none,
          "Taken in each member account.",
        ),
        setting(["organization", "externalId"], organization?.externalId ? secret : none),
        setting(
          ["accounts"],
          accounts.length === 0
            ? "none listed"
            : `${formatCountOf(accounts.length, "account")}, ${roles} with a role of their own, ${secrets} with an external id (not shown)`,
        ),
        setting(["regions"], regions.includes("all") ? "every region that is enabled" : regions.join(", ")),
      ],
    },
    {
      title: "Tags",
      settings: [
        setting(["tags", "owner"], tags.owner, "The tag that names an owner."),
        setting(["tags", "environment"], tags.environment),
        setting(["tags", "application"], tags.application),
      ],
    },
    {
      title: "Judging",
      settings: [
        setting(
          ["idle", "days"],
          formatCountOf(idle.days, "day"),
          "Without a byte, before something is idle.",
        ),
        setting(["idle", "lowUseBytesPerDay"], `${formatBytes(idle.lowUseBytesPerDay)} a day`),
        setting(
          ["slos"],
          config.slos.length === 0 ? "none of your own" : formatCountOf(config.slos.length, "objective"),
        ),
        setting(["sloFiles"], config.sloFiles.join(", ") || "none"),
      ],
    },
    ...alertSettings(config, setting),
    {
      title: "What asking may cost",
      settings: [
        setting(
          ["metrics", "usdPerMonth"],
          metrics.usdPerMonth === undefined ? "no limit" : `${formatUsd(metrics.usdPerMonth)} a month`,
        ),
        setting(["logsInsights", "usdPerDay"], `${formatUsd(logsInsights.usdPerDay)} a day`),
        setting(["logsInsights", "lookbackMinutes"], formatCountOf(logsInsights.lookbackMinutes, "minute")),
        setting(["logsInsights", "networkActivityLogGroup"], logsInsights.networkActivityLogGroup),
        setting(["costs", "resourceLevel"], costs.resourceLevel ? "on" : "off", "The bill by resource."),
        setting(["costs", "zoneLevel"], costs.zoneLevel ? "on" : "off", "The bill by zone."),
        setting(
          ["costs", "budgetUsd"],
          costs.budgetUsd === undefined ? none : `${formatUsd(costs.budgetUsd)} a month`,
        ),
      ],
    },
    {
      title: "Probes",
      settings: [
        ...probes.prometheus.map((source, index) =>
          setting(["probes", "prometheus", index], sourceWords(source)),
        ),
        ...(probes.prometheus.length === 0 ? [setting(["probes", "prometheus"], "none")] : []),
        setting(
          ["probes", "tokens"],
          probes.tokens.map(({ name }) => name).join(", ") || "none",
          "Their digests are not shown.",
        ),
      ],
    },
  ];
}

function sourceWords({
  name,
  url,
  basicAuth,
  bearerTokenFile,
  headers,
}: Config["probes"]["prometheus"][number]) {
  const parts = [
    `${name} at ${url}`,
    basicAuth && "signs in with a password (not shown)",
    bearerTokenFile && "signs in with a token (not shown)",
    Object.keys(headers).length > 0 && `headers ${Object.keys(headers).join(", ")} (values not shown)`,
  ];
  return parts.filter(Boolean).join("; ");
}

/** The nearest part of the path that the file has: a list in one line has no lines for its values. */
function originOf(at: Path, lineOf: LineOf): Origin {
  const line = lineOf(at);
  return line === null ? { kind: "default" } : { kind: "file", line };
}

/** An address of a database without its user, its password and its parameters. */
export function maskedPlace(url: string): string {
  if (!URL.canParse(url)) return "not readable";
  const { host, pathname } = new URL(url);
  return `${host || "local socket"}${decodeURIComponent(pathname)}`;
}
