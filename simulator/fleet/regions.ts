import { fold, hashString } from "./hash.ts";

/** What a region is called, where its zones are, when its people are awake and what it charges. */
export interface RegionInfo {
  name: string;
  /** AZ IDs in order, and the letters of their names, which every account maps its own way. */
  azIds: string[];
  azLetters: string;
  utcOffsetHours: number;
  billingPrefix: string;
  /** US dollars per hour: interface endpoint AZ, GWLB endpoint AZ, resource endpoint, NLB; and per NLCU-hour. */
  endpointHour: number;
  gwlbEndpointHour: number;
  resourceHour: number;
  nlbHour: number;
  nlcuHour: number;
}

type Row = [string, string, string, string, number, string, number, number, number];

const ROWS: Row[] = [
  ["us-east-1", "use1", "123456", "abcdef", -5, "USE1", 0.01, 0.0225, 0.006],
  ["eu-west-1", "euw1", "123", "abc", 0, "EU", 0.011, 0.0252, 0.006],
  ["ap-northeast-1", "apne1", "124", "acd", 9, "APN1", 0.014, 0.0243, 0.006],
  ["ap-southeast-1", "apse1", "123", "abc", 8, "APS1", 0.013, 0.0252, 0.006],
  ["us-west-2", "usw2", "1234", "abcd", -8, "USW2", 0.01, 0.0225, 0.006],
  ["eu-central-1", "euc1", "123", "abc", 1, "EUC1", 0.012, 0.027, 0.006],
  ["us-east-2", "use2", "123", "abc", -5, "USE2", 0.01, 0.0225, 0.006],
  ["ap-south-1", "aps1", "123", "abc", 5, "APS3", 0.013, 0.0239, 0.006],
];

export const REGIONS: readonly RegionInfo[] = ROWS.map(
  ([name, short, zones, azLetters, utcOffsetHours, billingPrefix, endpointHour, nlbHour, nlcuHour]) => ({
    name,
    azIds: [...zones].map((zone) => `${short}-az${zone}`),
    azLetters,
    utcOffsetHours,
    billingPrefix,
    endpointHour,
    gwlbEndpointHour: endpointHour,
    resourceHour: endpointHour * 2,
    nlbHour,
    nlcuHour,
  }),
);

const BY_NAME = new Map(REGIONS.map((region) => [region.name, region]));

/** @throws Error for a region the simulator does not know. */
export function regionInfo(name: string): RegionInfo {
  const info = BY_NAME.get(name);
  if (!info) throw new Error(`unknown region ${name}`);
  return info;
}

export function isKnownRegion(name: string): boolean {
  return BY_NAME.has(name);
}

/** Availability zone names of one account and region by AZ ID: every account has its own mapping. */
export function zoneNames(accountId: string, region: string): ReadonlyMap<string, string> {
  const cacheKey = `${accountId}/${region}`;
  let names = zoneNameCache.get(cacheKey);
  if (names) return names;
  const info = regionInfo(region);
  const letters = [...info.azLetters];
  let hash = hashString(cacheKey);
  for (let index = letters.length - 1; index > 0; index--) {
    hash = fold(hash, index);
    const other = (hash >>> 0) % (index + 1);
    [letters[index], letters[other]] = [letters[other] as string, letters[index] as string];
  }
  names = new Map(info.azIds.map((azId, index) => [azId, `${region}${letters[index]}`]));
  zoneNameCache.set(cacheKey, names);
  return names;
}

const zoneNameCache = new Map<string, ReadonlyMap<string, string>>();
