export const VPC_SERVICE = "Amazon Virtual Private Cloud";

/** One kind of charge of one account in one region over the days of a month. */
export interface BillLine {
  accountId: string;
  region: string;
  service: string;
  usageType: string;
  operation: string;
  recordType: "Usage" | "Tax" | "Credit";
  /** By day of the month, the first at 0. */
  quantity: Float64Array;
  cost: Float64Array;
  unit: string;
  /** On an itemized bill alone: ARN and zone name of what is charged for. */
  resourceId?: string;
  zone?: string;
}
