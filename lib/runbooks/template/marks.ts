/** What stands for a placeholder where the facts' shape does not take a word. */
export const portMark = 65_001;
export const dayMark = "2001-02-15";
export const quotaMark = "L-QUOTA_CODE";
/** Names of hosts are written small. */
export const hostMark = "private-dns-name.mark";
/** An account is twelve digits where an ARN is read. */
export const accountMark = "000000000000";
export const fromMark = new Date("2001-02-15T04:00:00Z");
export const toMark = new Date("2001-02-15T05:00:00Z");

const words: [mark: RegExp, placeholder: string][] = [
  [/\b65001\b/g, "SERVICE_PORT"],
  [/000000000000/g, "CONSUMER_ACCOUNT_ID"],
  [/\bTARGET\b/g, "NEW_TARGET"],
  [/L-QUOTA_CODE/g, "QUOTA_CODE"],
  [/private-dns-name\.mark/g, "PRIVATE_DNS_NAME"],
  [/2001-02-15T0[0-4]:\d\d(:\d\d(\.\d+)?)?Z/g, "FROM_TIME"],
  [/2001-02-15T05:\d\d(:\d\d(\.\d+)?)?Z/g, "TO_TIME"],
  [/Start=2001-02-15/g, "Start=BILL_DAY"],
  // Cost Explorer's end is exclusive.
  [/Start=2001-02-\d\d/g, "Start=BILL_FROM_DAY"],
  [/End=2001-02-16/g, "End=BILL_TO_DAY"],
  [/2001-02-15/g, "BILL_DAY"],
];

/** A template's texts with placeholders in place of marks. */
export const unmark = <T>(value: T): T =>
  JSON.parse(words.reduce((text, [mark, word]) => text.replace(mark, word), JSON.stringify(value))) as T;
