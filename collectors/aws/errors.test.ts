import { describe, expect, it } from "vitest";
import { classify, isPageTokenError, isThrottle } from "./errors.ts";

const thrown = (name: string, status?: number, message = name) =>
  Object.assign(new Error(message), {
    name,
    $metadata: status === undefined ? {} : { httpStatusCode: status },
  });

describe("classify", () => {
  it.each([
    ["RequestLimitExceeded", 503, "throttled"],
    ["Throttling", 400, "throttled"],
    ["ThrottlingException", 400, "throttled"],
    ["TooManyRequestsException", 429, "throttled"],
    ["UnauthorizedOperation", 403, "denied"],
    ["AccessDenied", 403, "denied"],
    ["AccessDeniedException", 400, "denied"],
    ["AuthFailure", 401, "denied"],
    ["ExpiredToken", 400, "expired-credentials"],
    ["InvalidClientTokenId", 403, "expired-credentials"],
    ["OptInRequired", 403, "region-off"],
    ["InvalidAction", 400, "absent"],
    ["AWSOrganizationsNotInUseException", 400, "absent"],
    ["InternalFailure", 500, "unavailable"],
    ["ValidationError", 400, "permanent"],
    ["AbortError", undefined, "interrupted"],
    ["TimeoutError", undefined, "network"],
  ] as const)("%s with status %s is %s", (name, status, errorClass) => {
    expect(classify(thrown(name, status)).errorClass).toBe(errorClass);
  });

  it("goes by the status where the body was a page of HTML, and does not quote it", () => {
    const html = thrown("SyntaxError", 500, "Unexpected token '<', \"<html>secret\" is not valid JSON");
    expect(classify(html)).toEqual({
      errorClass: "unavailable",
      code: "HTTP 500",
      message: "the server answered HTTP 500 with a page that is no AWS answer",
    });
    expect(classify(thrown("SyntaxError", 403, "Unexpected token '<'")).errorClass).toBe("denied");
    expect(classify(thrown("SyntaxError", 404, "Unexpected token '<'")).errorClass).toBe("absent");
    expect(classify(thrown("SyntaxError", 200, "Unexpected token '<'")).errorClass).toBe("malformed");
  });

  it("knows a server that is not there by the code of the socket", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED", $metadata: { attempts: 3 } });
    expect(classify(refused)).toMatchObject({ errorClass: "network", code: "ECONNREFUSED" });
  });

  it("cuts the encoded blob that EC2 appends, and long messages", () => {
    const { message } = classify(
      thrown(
        "UnauthorizedOperation",
        403,
        `You are not authorized. Encoded authorization failure message: ${"x".repeat(3000)}`,
      ),
    );
    expect(message).toBe("You are not authorized.");
    expect(classify(thrown("ValidationError", 400, "y".repeat(3000))).message.length).toBeLessThanOrEqual(
      400,
    );
  });
});

it("tells the token of a page from the token of a session", () => {
  expect(isPageTokenError(thrown("InvalidNextToken", 400))).toBe(true);
  expect(isPageTokenError(thrown("InvalidParameterValue", 400, "The NextToken has expired"))).toBe(true);
  expect(isPageTokenError(thrown("ExpiredToken", 400))).toBe(false);
  expect(isPageTokenError(thrown("ValidationError", 400, "Region is invalid"))).toBe(false);
});

it("takes status 429 for throttling whatever the code", () => {
  expect(isThrottle(thrown("Whatever", 429))).toBe(true);
  expect(isThrottle(thrown("AccessDenied", 403))).toBe(false);
});
