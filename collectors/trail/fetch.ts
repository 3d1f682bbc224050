import { type Event, type LookupAttribute, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { AwsError, isPageTokenError } from "../aws/errors.ts";
import type { Aws } from "../aws/session.ts";

/** Milliseconds; both ends are included, and CloudTrail counts in seconds. */
export interface Range {
  from: number;
  to: number;
}

/** What a listing brought. */
export interface Listing {
  events: Event[];
  /** Everything since then was read: the range's start, or where it was stopped on the way back. */
  reached: number;
}

/** After each page: how many there were and how far back they reach. False stops the listing there. */
export type GoOn = (pages: number, oldest: number) => boolean;

/**
 * Events of a range, newest first, as long as `goOn` says so. A token that CloudTrail no longer knows restarts the
 * listing once. Throws AwsError.
 */
export async function lookUp(
  aws: Aws,
  attribute: LookupAttribute,
  range: Range,
  goOn: GoOn = () => true,
): Promise<Listing> {
  try {
    return await readPages(aws, attribute, range, goOn);
  } catch (error) {
    if (!isPageTokenError(error)) throw error;
    return readPages(aws, attribute, range, goOn);
  }
}

async function readPages(aws: Aws, attribute: LookupAttribute, range: Range, goOn: GoOn): Promise<Listing> {
  const events: Event[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (let pages = 1; ; pages++) {
    const answer = await aws.cloudTrail(
      new LookupEventsCommand({
        LookupAttributes: [attribute],
        StartTime: new Date(range.from),
        EndTime: new Date(range.to),
        MaxResults: 50,
        NextToken: token,
      }),
    );
    events.push(...(answer.Events ?? []));
    token = answer.NextToken || undefined;
    if (token === undefined) return { events, reached: range.from };
    if (seen.has(token)) {
      const message = "CloudTrail gave the same page token twice, so the listing is not known to be complete";
      throw new AwsError({ errorClass: "malformed", code: "RepeatingNextToken", message });
    }
    seen.add(token);
    const oldest = events.at(-1)?.EventTime?.getTime() ?? range.to;
    // Of the oldest second some may be missing.
    if (!goOn(pages, oldest)) return { events, reached: Math.min(range.to, oldest + 1000) };
  }
}
