/** What the words of the trade mean here, said in a sentence or two where they stand. */
export const terms = {
  errorBudget:
    "What an objective leaves to fail: at 99.95 % over 30 days, 1 of 2,000 calls. None is left once more than that has failed; below zero it is overdrawn.",
  burnRate:
    "How many times faster than evenly the error budget is being spent. At 1 it lasts exactly the window; at 14.4 a 30-day budget is gone in 50 hours.",
  attainment: "The share of what was counted that was good. What was not counted is neither good nor bad.",
  counted:
    "How much of the window there are enough events of to judge. Time without data is left out, never taken for good.",
  policy:
    "When a burn rate pages or asks for a ticket. workbook: several pairs of a long and a short window, after Google's SRE workbook; guide: the thresholds of the monitoring guide.",
  forecastBand:
    "Four months in five end inside it, if days go on varying as they did. Credits and tax are left out.",
  notMeasurable:
    "CloudWatch publishes nothing for gateway endpoints, and an endpoint younger than the idle window has no history to judge: neither is counted as idle.",
  idle: "No byte in all of the configured days, the endpoint old enough, and every one of those days collected. Where a day is missing the answer is unknown.",
  idleZone: "A zone of an endpoint in use that itself carried nothing: each zone is billed by the hour.",
  unknownIdle:
    "Not all days could be collected, so nothing is concluded. The reason stands beside each; none of them counts as waste.",
  billed: "What AWS put on the bill, from Cost Explorer: unblended US dollars, UTC days, up to a day late.",
  estimated:
    "Computed by Linkledger: hours per zone and gigabytes by tier at list prices, from the inventory and its metrics.",
  unexplained:
    "Billed less estimated. The causes that are known, such as tax, credits or a bill that is not complete, are named beside it.",
  azId: "Identifies a physical zone in all accounts, as use1-az1. A name such as us-east-1a is another zone in another account, so zones are compared by ID.",
  scope:
    "One collector in one account and region. It succeeds or fails by itself; what fails deletes nothing.",
  throttled:
    "Calls that AWS refused because they came too fast. They are sent again later; many of them slow collecting down.",
  behind: "Age of the oldest last success among the collector's scopes.",
  symptom: "Says that calls fail, not where: it never decides which hop is broken.",
  attested: "An owner confirmed by name that the frozen rows are right, or said what is not.",
  flapping:
    "It ended and came back several times within a short while: it is told once, and ends only after a longer quiet.",
} as const;

export type TermName = keyof typeof terms;
