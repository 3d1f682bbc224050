import { vi } from "vitest";
import type * as handler from "../api/handler.ts";

type Route = (request: Request, context: { params: Promise<never> }) => Promise<Response>;
type Methods = Record<string, Route>;

/** Every answer that a route gives in a test is held against the OpenAPI document; the handlers are those of the product. */
vi.mock("../api/handler.ts", async (importOriginal) => {
  const original = await importOriginal<typeof handler>();
  const made = ["readOnly", "postOnly", "readAndPost", "patchAndDelete", "deleteOnly"] as const;
  const checked = Object.fromEntries(
    made.map((name) => [
      name,
      (...args: unknown[]) => withCheck((original[name] as (...args: unknown[]) => Methods)(...args)),
    ]),
  );
  return { ...original, ...checked };
});

function withCheck(methods: Methods): Methods {
  return Object.fromEntries(
    Object.entries(methods).map(([name, route]) => [
      name,
      async (request: Request, context: { params: Promise<never> }) => {
        const answer = await route(request, context);
        const { checkAnswer } = await import("./answers.ts");
        await checkAnswer(request, answer);
        return answer;
      },
    ]),
  );
}
