import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { confine, nonceHeader } from "./securityHeaders.ts";

it("gives every answer a nonce of its own, whatever the client sent", async () => {
  const server = createServer((request, response) => {
    confine(request, response);
    response.end(JSON.stringify(request.headers));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const forged = { [nonceHeader]: "known", "content-security-policy": "script-src 'nonce-known' *" };
  const answers = await Promise.all([1, 2].map(() => fetch(url, { headers: forged })));
  const seen = await Promise.all(
    answers.map(async (answer) => {
      const asked = (await answer.json()) as Record<string, string>;
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(asked["content-security-policy"]).toBe(policy);
      expect(policy).toContain(`script-src 'self' 'nonce-${asked[nonceHeader]}';`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      return asked[nonceHeader];
    }),
  );
  server.close();
  expect(new Set([...seen, "known"]).size).toBe(3);
});
