/** What the fleet is billed: hours and bytes by account, day and usage type, consistent with its resources. */

import { deviate } from "./bill-deviations.ts";
import { type BillLine, VPC_SERVICE } from "./bill-line.ts";
import { dataCost, GWLB_GIGABYTE, NAT_PRICE } from "./data-price.ts";
import type { Fleet } from "./fleet.ts";
import { MANAGEMENT_ACCOUNT } from "./make.ts";
import { NatSeries } from "./nat.ts";
import { type RegionInfo, regionInfo } from "./regions.ts";
import type { Traffic } from "./traffic.ts";
import type { BillDeviation, EndpointSpec } from "./types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GIGABYTE = 2 ** 30;
/** Billing data trails by some hours. */
const BILLING_LAG = 8 * HOUR;
const TAX_RATE = 0.04;

const ELB_SERVICE = "Amazon Elastic Load Balancing";

/** Bills, computed a region-month at a time and kept. */
export class Bills {
  readonly #fleet: Fleet;
  readonly #traffic: Traffic;
  readonly #months = new Map<string, Promise<BillLine[]>>();
  readonly #planted: BillDeviation[] = [];

  constructor(fleet: Fleet, traffic: Traffic) {
    this.#fleet = fleet;
    this.#traffic = traffic;
  }

  /** Lines of a month (`2026-03`) in a region as billed until `now`; partial days hold what is known. */
  month(region: string, month: string, now: number): Promise<BillLine[]> {
    const start = Date.parse(`${month}-01T00:00:00Z`);
    const until = billedUntil(start, now);
    const key = `${region}/${month}/${until}`;
    let lines = this.#months.get(key);
    if (!lines) {
      if (this.#months.size > 400) this.#months.clear();
      lines = this.#compute(regionInfo(region), start, until).then((all) =>
        deviate(all, region, month, this.#planted),
      );
      this.#months.set(key, lines);
    }
    return lines;
  }

  /** From now on the bill departs from what was used. */
  plant(...deviations: BillDeviation[]): void {
    this.#planted.push(...deviations);
    this.forget();
  }

  /** Forgets everything: the fleet changed. */
  forget(): void {
    this.#months.clear();
  }

  async #compute(region: RegionInfo, start: number, until: number): Promise<BillLine[]> {
    const book = new Book(region.name);
    if (until <= start) return [];
    const days = Math.ceil((until - start) / DAY);
    for (const account of this.#fleet.accounts.keys()) {
      for (const endpoint of this.#fleet.allEndpoints(account, region.name))
        this.#addEndpoint(book, region, endpoint, start, until, days);
      this.#addBalancers(book, region, account, start, until, days);
      this.#addNat(book, region, account, start, until, days);
      // Large fleets take a while: let other requests through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    applyDataTiers(book, region, days);
    addTaxAndCredit(book, days);
    return book.lines();
  }

  #addEndpoint(
    book: Book,
    region: RegionInfo,
    endpoint: EndpointSpec,
    start: number,
    until: number,
    days: number,
  ): void {
    if (endpoint.type === "Gateway" || endpoint.state === "deleted" || endpoint.createdAt >= until) return;
    const { hours, bytes, price } = endpointUsageTypes(endpoint, region);
    const service = this.#fleet.serviceByName(endpoint.serviceName);
    const accountId =
      service?.payerResponsibility === "ServiceOwner" ? service.accountId : endpoint.accountId;
    const line = book.line(accountId, VPC_SERVICE, hours, "VpcEndpoint", "Hrs");
    const data = book.line(accountId, VPC_SERVICE, bytes, "VpcEndpoint", "GB");
    for (let day = 0; day < days; day++) {
      const from = start + day * DAY;
      const to = Math.min(from + DAY, until);
      const quantity = billedHours(endpoint, from, to) * endpoint.azIds.length;
      if (quantity === 0) continue;
      add(line, day, quantity, quantity * price);
      const sum = this.#traffic.sum(endpoint, "bytes", from / 60_000, to / 60_000);
      add(data, day, sum / GIGABYTE, 0);
    }
  }

  #addBalancers(
    book: Book,
    region: RegionInfo,
    accountId: string,
    start: number,
    until: number,
    days: number,
  ): void {
    const prefix = elbPrefix(region);
    for (const balancer of this.#fleet.loadBalancers(accountId, region.name)) {
      const operation = balancer.type === "network" ? "LoadBalancing:Network" : "LoadBalancing:Gateway";
      const hours = book.line(accountId, ELB_SERVICE, `${prefix}LoadBalancerUsage`, operation, "Hrs");
      const units = book.line(accountId, ELB_SERVICE, `${prefix}LCUUsage`, operation, "LCU-Hrs");
      const lanes = this.#traffic.balancerLanes(balancer);
      for (let day = 0; day < days; day++) {
        const from = start + day * DAY;
        const to = Math.min(from + DAY, until);
        const quantity = billedHours(balancer, from, to);
        add(hours, day, quantity, quantity * region.nlbHour);
        let bytes = 0;
        for (const { lane } of lanes) bytes += lane.sum("bytes", from / 60_000, to / 60_000);
        add(units, day, bytes / 1e9, (bytes / 1e9) * region.nlcuHour);
      }
    }
  }

  /** Every VPC has a NAT gateway; it moves a little of everything. */
  #addNat(
    book: Book,
    region: RegionInfo,
    accountId: string,
    start: number,
    until: number,
    days: number,
  ): void {
    const vpcs = this.#fleet.vpcs(accountId, region.name);
    if (vpcs.length === 0) return;
    const moved = vpcs.map((vpc) => new NatSeries(this.#fleet, this.#traffic, vpc));
    const hours = book.line(
      accountId,
      "EC2 - Other",
      `${region.billingPrefix}-NatGateway-Hours`,
      "NatGateway",
      "Hrs",
    );
    const bytes = book.line(
      accountId,
      "EC2 - Other",
      `${region.billingPrefix}-NatGateway-Bytes`,
      "NatGateway",
      "GB",
    );
    for (let day = 0; day < days; day++) {
      const from = start + day * DAY;
      const to = Math.min(from + DAY, until);
      const quantity = ((to - from) / HOUR) * vpcs.length;
      add(hours, day, quantity, quantity * NAT_PRICE);
      const sum = moved.reduce(
        (total, one) => total + (one.value("Sum", from / 60_000, to / 60_000) ?? 0),
        0,
      );
      add(bytes, day, sum / GIGABYTE, (sum / GIGABYTE) * NAT_PRICE);
    }
  }
}

/** Up to when a month's bill is known at `now`, in milliseconds. */
export function billedUntil(start: number, now: number): number {
  return Math.min(Math.floor((now - BILLING_LAG) / HOUR) * HOUR, nextMonth(start));
}

/** Whole hours of [from, to) in which the resource existed; a begun hour counts. */
export function billedHours(
  resource: { createdAt: number; deletedAt?: number },
  from: number,
  to: number,
): number {
  const begin = Math.max(from, Math.floor(resource.createdAt / HOUR) * HOUR);
  const end = Math.min(
    to,
    resource.deletedAt === undefined ? to : Math.ceil(resource.deletedAt / HOUR) * HOUR,
  );
  return Math.max(0, Math.ceil((end - begin) / HOUR));
}

/** Usage types that an endpoint is billed under, and its price for a zone-hour. */
export function endpointUsageTypes(
  endpoint: EndpointSpec,
  region: RegionInfo,
): { hours: string; bytes: string; price: number } {
  const prefix = `${region.billingPrefix}-VpcEndpoint`;
  switch (endpoint.type) {
    case "GatewayLoadBalancer":
      return {
        hours: `${prefix}-GWLBE-Hours`,
        bytes: `${prefix}-GWLBE-Bytes`,
        price: region.gwlbEndpointHour,
      };
    case "Resource":
      return { hours: `${prefix}-Resource-Hours`, bytes: `${prefix}-Bytes`, price: region.resourceHour };
    case "ServiceNetwork":
      return { hours: `${prefix}-Service-Hours`, bytes: `${prefix}-Bytes`, price: region.endpointHour };
    default:
      return { hours: `${prefix}-Hours`, bytes: `${prefix}-Bytes`, price: region.endpointHour };
  }
}

/** Elastic Load Balancing writes us-east-1 without a prefix. */
export function elbPrefix(region: RegionInfo): string {
  return region.name === "us-east-1" ? "" : `${region.billingPrefix}-`;
}

/** Prices a day's data by how far the whole region's month has come. */
function applyDataTiers(book: Book, region: RegionInfo, days: number): void {
  const lines = book.lines();
  const tiered = lines.filter((line) => line.usageType === `${region.billingPrefix}-VpcEndpoint-Bytes`);
  let monthToDate = 0;
  for (let day = 0; day < days; day++) {
    const total = tiered.reduce((sum, line) => sum + (line.quantity[day] as number), 0);
    const price = total === 0 ? 0 : (dataCost(monthToDate + total) - dataCost(monthToDate)) / total;
    for (const line of tiered) line.cost[day] = (line.quantity[day] as number) * price;
    monthToDate += total;
  }
  for (const line of lines.filter((one) => one.usageType.endsWith("GWLBE-Bytes"))) {
    for (let day = 0; day < days; day++) line.cost[day] = (line.quantity[day] as number) * GWLB_GIGABYTE;
  }
}

/** Tax on the first day of the month, a small credit on the third, both for the management account. */
function addTaxAndCredit(book: Book, days: number): void {
  const vpcCost = book
    .lines()
    .filter((line) => line.service === VPC_SERVICE)
    .reduce((sum, line) => sum + (line.cost[0] as number), 0);
  if (vpcCost === 0) return;
  add(
    book.line(MANAGEMENT_ACCOUNT, "Tax", "NoUsageType", "NoOperation", "N/A", "Tax"),
    0,
    0,
    vpcCost * TAX_RATE,
  );
  if (days < 3) return;
  const credit = book.line(MANAGEMENT_ACCOUNT, VPC_SERVICE, "NoUsageType", "NoOperation", "N/A", "Credit");
  add(credit, 2, 0, -Math.min(12, vpcCost * 0.1));
}

function add(line: BillLine, day: number, quantity: number, cost: number): void {
  line.quantity[day] = (line.quantity[day] as number) + quantity;
  line.cost[day] = (line.cost[day] as number) + cost;
}

function nextMonth(start: number): number {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The lines of one region and month while they are written. */
class Book {
  readonly #region: string;
  readonly #lines = new Map<string, BillLine>();

  constructor(region: string) {
    this.#region = region;
  }

  lines(): BillLine[] {
    return [...this.#lines.values()];
  }

  line(
    accountId: string,
    service: string,
    usageType: string,
    operation: string,
    unit: string,
    recordType: BillLine["recordType"] = "Usage",
  ): BillLine {
    const key = `${accountId}|${service}|${usageType}|${operation}|${recordType}`;
    let line = this.#lines.get(key);
    if (!line) {
      const empty = { quantity: new Float64Array(31), cost: new Float64Array(31) };
      line = { accountId, region: this.#region, service, usageType, operation, recordType, unit, ...empty };
      this.#lines.set(key, line);
    }
    return line;
  }
}
