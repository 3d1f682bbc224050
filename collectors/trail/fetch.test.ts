import type { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { expect, it } from "vitest";
import { AwsError } from "../aws/errors.ts";
import type { Aws } from "../aws/session.ts";
import { lookUp } from "./fetch.ts";

const minute = 60_000;
const range = { from: 0, to: 100 * minute };
const attribute = { AttributeKey: "ReadOnly", AttributeValue: "false" } as const;
const event = (id: number) => ({ EventId: `e${id}`, EventTime: new Date(range.to - id * minute) });

/** CloudTrail as far as one listing goes: answers by the call's number and its token. */
function cloudTrail(
  answer: (call: number, token: string | undefined) => unknown,
): Pick<Aws, "cloudTrail"> & Aws {
  let calls = 0;
  const send = async (command: LookupEventsCommand) => answer(++calls, command.input.NextToken);
  return { cloudTrail: send } as unknown as Aws;
}

it("begins once more when the page token has expired, and keeps nothing of the first try", async () => {
  const aws = cloudTrail((call, token) => {
    if (call === 2)
      throw new AwsError({ errorClass: "permanent", code: "InvalidNextTokenException", message: "expired" });
    return token ? { Events: [event(2)] } : { Events: [event(1)], NextToken: `t${call}` };
  });
  const { events, reached } = await lookUp(aws, attribute, range);
  expect(events.map(({ EventId }) => EventId)).toEqual(["e1", "e2"]);
  expect(reached).toBe(range.from);
});

it("does not go on for ever: what fails twice fails", async () => {
  const aws = cloudTrail((_, token) => {
    if (token)
      throw new AwsError({ errorClass: "permanent", code: "InvalidNextTokenException", message: "expired" });
    return { Events: [event(1)], NextToken: "t" };
  });
  await expect(lookUp(aws, attribute, range)).rejects.toMatchObject({
    failure: { code: "InvalidNextTokenException" },
  });
  const endless = cloudTrail(() => ({ Events: [event(1)], NextToken: "same" }));
  await expect(lookUp(endless, attribute, range)).rejects.toMatchObject({
    failure: { code: "RepeatingNextToken" },
  });
});

it("says how far back it came where it was stopped, without the second that may be cut", async () => {
  const aws = cloudTrail((call) => ({ Events: [event(call)], NextToken: `t${call}` }));
  const { events, reached } = await lookUp(aws, attribute, range, (pages) => pages < 3);
  expect(events).toHaveLength(3);
  expect(reached).toBe(range.to - 3 * minute + 1000);
});

it("goes on over pages that are empty", async () => {
  const pages = [{ NextToken: "a" }, { Events: [], NextToken: "b" }, { Events: [event(1)] }];
  const { events } = await lookUp(
    cloudTrail((call) => pages[call - 1]),
    attribute,
    range,
  );
  expect(events).toHaveLength(1);
});
