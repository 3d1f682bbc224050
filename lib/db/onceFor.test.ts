import { expect, test } from "vitest";
import { onceFor } from "./onceFor.ts";

test("works out once for each answer what follows from it", () => {
  let made = 0;
  const sum = onceFor((numbers: readonly number[]) => {
    made++;
    return numbers.reduce((total, one) => total + one, 0);
  });
  const answer = [1, 2];
  expect([sum(answer), sum(answer), made]).toEqual([3, 3, 1]);
  expect([sum([1, 2]), made]).toEqual([3, 2]);
});
