import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { AccountCheck, Check } from "#lib/onboarding/checkSchema.ts";
import { troublesOf } from "#lib/onboarding/computeCheck.ts";
import type { InstallCheck } from "./install.ts";

/** Everything that the doctor found, as `--json` prints it. */
export interface DoctorReport {
  checkedAt: string;
  identityArn: string | null;
  installation: InstallCheck[];
  accounts: AccountCheck[];
}

const marks: Record<Check["status"], string> = {
  ok: "✓",
  missing: "✗",
  absent: "–",
  unknown: "?",
  "not-asked": "·",
};
const verdicts: Record<AccountCheck["status"], string> = {
  complete: "✓ complete",
  incomplete: "✗ incomplete",
  unreachable: "✗ unreachable",
  unknown: "? not known",
};

/** 0 all good, 3 something is missing or could not be found out. */
export function exitCodeOf({ installation, accounts }: DoctorReport): 0 | 3 {
  const bad = installation.some(({ status }) => status === "missing" || status === "unknown");
  return bad || accounts.some(({ status }) => status !== "complete") ? 3 : 0;
}

/** A table and, below each account that lacks something, what it is and what to do. */
export function reportText(report: DoctorReport): string {
  return [
    "This installation",
    ...report.installation.flatMap(lineOf),
    "",
    `${formatCountOf(report.accounts.length, "account")}: ${counts(report.accounts)}`,
    ...accountLines(report.accounts),
    "",
    conclusion(report),
  ].join("\n");
}

const lineOf = ({ status, sentence, fix }: Pick<Check, "status" | "sentence" | "fix">) => [
  `  ${marks[status]} ${printable(sentence)}`,
  ...(fix ? [`    → ${printable(fix)}`] : []),
];

function counts(accounts: AccountCheck[]): string {
  const words = {
    complete: "complete",
    incomplete: "incomplete",
    unreachable: "unreachable",
    unknown: "not known",
  };
  return Object.entries(words)
    .map(([status, word]) => [accounts.filter((one) => one.status === status).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(", ");
}

function accountLines(accounts: AccountCheck[]): string[] {
  const heads = ["ACCOUNT", "NAME", "STATE", "PERMISSIONS", "REGIONS", "SOURCES"];
  const rows = accounts.map(rowOf);
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...rows.map((row) => [...(row[i] as string)].length)),
  );
  const line = (cells: string[]) =>
    `  ${cells.map((cell, i) => cell + " ".repeat((widths[i] as number) - [...cell].length)).join("  ")}`.trimEnd();
  return [
    line(heads),
    ...accounts.flatMap((account, i) => [line(rows[i] as string[]), ...troubles(account)]),
  ];
}

function rowOf({ accountId, accountName, status, permissions, regions, sources }: AccountCheck): string[] {
  const asked = permissions.filter(
    (one) => one.status === "ok" || one.status === "missing" || one.status === "unknown",
  );
  const ok = asked.filter((one) => one.status === "ok").length;
  const there = sources.filter((one) => one.status === "ok").map(({ subject }) => subject);
  return [
    accountId,
    short(accountName ?? ""),
    verdicts[status],
    asked.length === 0 ? "not asked" : `${ok} of ${asked.length}`,
    `${regions.checked.length}${regions.off.length > 0 ? ` (${regions.off.length} off)` : ""}`,
    there.join(", ") || "none known",
  ];
}

function troubles(account: AccountCheck): string[] {
  const found = troublesOf(account).flatMap(({ sentence, fix }) => [
    `      ${printable(sentence)}`,
    ...(fix ? [`      → ${printable(fix)}`] : []),
  ]);
  const off =
    account.regions.off.length > 0
      ? [`      Not enabled there: ${account.regions.off.join(", ")}; nothing is asked in them.`]
      : [];
  const absent = account.sources
    .filter(({ status }) => status === "absent")
    .map(({ sentence }) => `      – ${printable(sentence)}`);
  return [...found, ...off, ...absent];
}

function conclusion(report: DoctorReport): string {
  return exitCodeOf(report) === 0
    ? "All good: every account can be collected."
    : "Something is missing: what it is and what to do stands above (→). The settings page shows the same.";
}

const short = (text: string) => {
  const plain = [...printable(text)];
  return plain.length > 28 ? `${plain.slice(0, 27).join("")}…` : plain.join("");
};

/** AWS's words and names of accounts come from others: nothing in them may steer a terminal. */
const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
