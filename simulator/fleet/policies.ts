import type { EndpointSpec } from "./types.ts";

const FULL = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

/** The endpoint policy AWS would return; undefined for services that take none. */
export function policyDocument(endpoint: EndpointSpec): string | undefined {
  if (endpoint.policyDocument !== undefined) return endpoint.policyDocument;
  switch (endpoint.policy) {
    case "full":
      return FULL;
    case "none":
      return undefined;
    case "scoped":
      return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OwnAccountOnly",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${endpoint.accountId}:root` },
            Action: [`${serviceShort(endpoint)}:*`],
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalAccount": endpoint.accountId } },
          },
        ],
      });
    case "denying":
      return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: [`${serviceShort(endpoint)}:DescribeSecret`],
            Resource: "*",
          },
        ],
      });
  }
}

function serviceShort(endpoint: EndpointSpec): string {
  return endpoint.serviceName.split(".").at(-1) ?? "*";
}
