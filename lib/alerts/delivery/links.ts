import type { AlertFacts, MessagePayload } from "./schema.ts";

/** Where messages point to. */
export interface Links {
  baseUrl: string | null;
  group(groupKey: string, worst: AlertFacts | undefined): Pick<MessagePayload, "group" | "link">;
}

/** Links to this Linkledger; none where nothing says under which address people reach it. */
export function linksTo(baseUrl: string | null): Links {
  return {
    baseUrl,
    group(groupKey, worst) {
      const query = new URLSearchParams({ groupKey: worst?.groupKey ?? groupKey });
      const account = worst && groupKey === worst.accountId ? worst.accountName : null;
      const own = worst?.sloId ?? (worst && groupKey === worst.alertId ? worst.title : null);
      return {
        group: account ? `${account} (${groupKey})` : (own ?? (groupKey || "Linkledger")),
        link: baseUrl && `${baseUrl}/alerts?${query}`,
      };
    },
  };
}

/** An alert with the addresses of its page and of its runbook. */
export function withLinks<Facts extends Omit<AlertFacts, "link" | "runbook">>(
  { ...facts }: Facts,
  { baseUrl }: Links,
): AlertFacts {
  const { labels: _ours, ...told } = facts as Facts & { labels?: unknown };
  return {
    ...(told as unknown as Omit<AlertFacts, "link" | "runbook">),
    link: baseUrl && `${baseUrl}/alerts/${facts.alertId}`,
    runbook: baseUrl && facts.checkId ? `${baseUrl}/runbooks/${facts.checkId}` : null,
  };
}
