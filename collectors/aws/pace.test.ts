import { expect, it } from "vitest";
import { Pacer } from "./pace.ts";

it("lets a burst through, then spaces calls by the refill of that account, region and API alone", () => {
  let now = 0;
  const pacer = new Pacer(() => now);
  const waits = Array.from({ length: 37 }, () => pacer.take("1", "us-east-1", "elb"));
  expect(waits.slice(0, 36).every((ms) => ms === 0)).toBe(true);
  expect(waits[36]).toBeCloseTo(1000 / 9, 5);
  expect(pacer.take("1", "eu-west-1", "elb")).toBe(0);
  expect(pacer.take("1", "us-east-1", "ec2")).toBe(0);
  now = 1000;
  expect(pacer.take("1", "us-east-1", "elb")).toBe(0);
});

it("holds the whole fleet to one bucket besides", () => {
  const pacer = new Pacer(() => 0);
  const waits = Array.from({ length: 1001 }, (_, account) => pacer.take(String(account), "us-east-1", "ec2"));
  expect(waits.slice(0, 1000).every((ms) => ms === 0)).toBe(true);
  expect(waits[1000]).toBeGreaterThan(0);
});
