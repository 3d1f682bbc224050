/** A fault that stands in a simulated fleet, as the simulator tells it. */
export interface Planted {
  checkId: string;
  resourceId: string;
  azIds: string[];
  sentence: string;
  foundOn: string[];
  implied: string[];
  impliedOn: string[];
}

/** An open finding, as it is stored. */
export interface Found {
  checkId: string;
  severity: string;
  /** The endpoint whose path it lies on; else what it is about, of a region `account/region`. */
  subject: string;
  azId: string | null;
  sentence: string;
}

export interface Comparison {
  /** Places where a planted fault has to be found. */
  expected: number;
  found: number;
  /** Findings that page or make a ticket. */
  reported: number;
  accounted: number;
  /** In words, one line each. */
  missed: string[];
  unplanned: string[];
}

/**
 * Holds what was found against what was planted. A fault is found where its check says so of the resource, in each
 * lane that is broken; a finding is accounted for where it was planted there or is implied by what was.
 */
export function compare(planted: readonly Planted[], findings: readonly Found[]): Comparison {
  const lanes = new Map<string, Set<string | null>>();
  for (const { checkId, subject, azId } of findings) {
    const key = `${checkId} ${subject}`;
    const known = lanes.get(key);
    if (known) known.add(azId);
    else lanes.set(key, new Set([azId]));
  }
  const isFound = (checkId: string, subject: string, azIds: readonly string[]) => {
    const seen = lanes.get(`${checkId} ${subject}`);
    return seen !== undefined && (seen.has(null) || azIds.every((azId) => seen.has(azId)));
  };
  const places = planted.flatMap((fault) => fault.foundOn.map((subject) => ({ fault, subject })));
  const missed = places.filter(({ fault, subject }) => !isFound(fault.checkId, subject, fault.azIds));
  const accounts = accountsOf(planted);
  const loud = findings.filter(({ severity }) => severity !== "info");
  const unplanned = loud.filter(({ checkId, subject }) => !accounts.has(`${checkId} ${subject}`));
  return {
    expected: places.length,
    found: places.length - missed.length,
    reported: loud.length,
    accounted: loud.length - unplanned.length,
    missed: missed.map(({ fault, subject }) => `${fault.checkId} on ${subject}: ${fault.sentence}`),
    unplanned: unplanned.map(
      ({ checkId, severity, subject, azId, sentence }) =>
        `${checkId} (${severity}) on ${subject}${azId ? ` in ${azId}` : ""}: ${sentence}`,
    ),
  };
}

function accountsOf(planted: readonly Planted[]): Set<string> {
  const keys = planted.flatMap(({ checkId, foundOn, implied, impliedOn }) => [
    ...foundOn.map((subject) => `${checkId} ${subject}`),
    ...implied.flatMap((check) => [...foundOn, ...impliedOn].map((subject) => `${check} ${subject}`)),
  ]);
  return new Set(keys);
}
