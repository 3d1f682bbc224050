import type { Match } from "#lib/alerts/matchers.ts";

/** What a silence is about, as it is typed: values separated by commas. */
export type MatchForm = Partial<Record<keyof Match, string>>;

export const matchFields: { key: keyof Match; label: string; placeholder: string }[] = [
  { key: "service", label: "Service", placeholder: "com.amazonaws.us-east-1.kms" },
  { key: "endpoint", label: "Endpoint", placeholder: "vpce-0123456789abcdef0" },
  { key: "account", label: "Account", placeholder: "222222222222" },
  { key: "region", label: "Region", placeholder: "eu-*" },
  { key: "owner", label: "Owner", placeholder: "payments" },
  { key: "environment", label: "Environment", placeholder: "staging" },
  { key: "check", label: "Check", placeholder: "targets-unhealthy" },
  { key: "severity", label: "Severity", placeholder: "ticket" },
  { key: "source", label: "Source", placeholder: "slo" },
];

/** As the API takes it; fields that are empty match anything. */
export function matchOf(form: MatchForm): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([key, text]) => {
      const values = text.split(",").flatMap((value) => value.trim() || []);
      return values.length > 0 ? [[key, values]] : [];
    }),
  );
}
