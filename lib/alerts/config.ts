import { z } from "zod";
import { matchSchema } from "./matchers.ts";
import { groupings, receiverSchema } from "./receiverConfig.ts";

const time = z.iso.datetime({
  offset: true,
  error: "expected an ISO 8601 time such as 2026-11-18T14:05:00Z",
});
const names = z.array(z.string(), "expected a list of receivers, such as [on-call]").min(1);

const matchWords =
  "Any of severity, source, check, account, region, owner, environment, service, endpoint, each a list: docs/alerts.md.";

const escalation = z.strictObject({
  afterMinutes: z
    .number("expected minutes, such as 15")
    .min(1)
    .max(10_080)
    .describe("Unacknowledged for so long."),
  receivers: names.describe("Told then."),
});

const route = z.strictObject({
  match: matchSchema.prefault({}).describe(matchWords),
  receivers: names.describe("Told of what matches; of several routes all that match apply."),
  escalate: z.array(escalation).default([]),
});

const silence = z
  .strictObject({
    from: time,
    to: time,
    reason: z.string().trim().min(1).max(500),
    match: matchSchema.prefault({}).describe(matchWords),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ["to"],
    message: "expected a time after from",
  });
export type ConfiguredSilence = z.infer<typeof silence>;

const watchdog = z.strictObject({
  receivers: names.describe("Of type alertmanager or webhook: they notice when it stays away."),
  everyMinutes: z.number().min(1).max(1440).default(5).describe("A sign of life while collecting goes on."),
});

/** The part `alerts` of `linkledger.yaml`: who is told of what, when, and when nobody is. */
export const alertsSchema = z
  .strictObject({
    baseUrl: z
      .string()
      .refine(
        (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
        "expected a URL such as https://linkledger.example.com",
      )
      .transform((text) => text.replace(/\/+$/, ""))
      .optional()
      .describe("The address of this Linkledger as people reach it: links in messages begin with it."),
    groupBy: z
      .enum(groupings, { error: `expected one of ${groupings.join(", ")}` })
      .default("service")
      .describe("What one message is about; a receiver may say its own."),
    receivers: z.array(receiverSchema).max(100).default([]),
    routes: z.array(route).max(1000).default([]),
    default: names
      .optional()
      .describe("Told of what no route matches. Without any route every receiver is told of every alert."),
    silences: z.array(silence).max(1000).default([]),
    deadMan: z
      .strictObject({
        afterMinutes: z
          .number("expected minutes, such as 15")
          .min(5)
          .max(1440)
          .default(15)
          .describe("No collector has succeeded for so long: collecting has stopped."),
        receivers: names.optional().describe("Told of that; all of them when absent."),
      })
      .prefault({}),
    watchdog: watchdog.optional(),
  })
  .superRefine((alerts, context) => {
    const known = alerts.receivers.map(({ name }) => name);
    const mistake = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    for (const [i, name] of known.entries())
      if (known.indexOf(name) !== i)
        mistake(["receivers", i, "name"], `"${name}" is used twice; expected each name once`);
    const check = (path: PropertyKey[], asked: readonly string[] = []) => {
      for (const [i, name] of asked.entries())
        if (!known.includes(name))
          mistake(
            [...path, i],
            `"${name}" is no receiver; expected one of ${known.join(", ") || "none yet"}`,
          );
    };
    for (const [i, { receivers, escalate }] of alerts.routes.entries()) {
      check(["routes", i, "receivers"], receivers);
      for (const [j, step] of escalate.entries())
        check(["routes", i, "escalate", j, "receivers"], step.receivers);
    }
    check(["default"], alerts.default);
    check(["deadMan", "receivers"], alerts.deadMan.receivers);
    check(["watchdog", "receivers"], alerts.watchdog?.receivers);
    for (const [i, name] of (alerts.watchdog?.receivers ?? []).entries()) {
      const type = alerts.receivers.find((one) => one.name === name)?.type;
      if (type === "slack" || type === "pagerduty")
        mistake(
          ["watchdog", "receivers", i],
          `${name} is for people; expected an alertmanager or a webhook that notices silence`,
        );
    }
  });
export type AlertsConfig = z.infer<typeof alertsSchema>;
