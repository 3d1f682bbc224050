import { expect, it } from "vitest";
import { deployToolOf } from "./deployTool.ts";

it.each([
  ["APN/1.0 HashiCorp/1.0 Terraform/1.9.8 terraform-provider-aws/5.82.2 aws-sdk-go-v2/1.32.6", "Terraform"],
  ["APN/1.0 HashiCorp/1.0 OpenTofu/1.8.0 (+https://opentofu.org) terraform-provider-aws/5.82.2", "OpenTofu"],
  ["APN/1.0 Pulumi/1.0 PulumiAws/6.66.0", "Pulumi"],
  ["cloudformation.amazonaws.com", "CloudFormation"],
  ["codedeploy.amazonaws.com", "CodeDeploy"],
  ["aws-cli/2.22.7 md/awscrt#0.23.4 lang/python#3.12.6", null],
  ["console.ec2.amazonaws.com", null],
  ["autoscaling.amazonaws.com", null],
  ["my-cloudformation.amazonaws.com.example", null],
  [null, null],
])("%s deploys as %s", (agent, tool) => {
  expect(deployToolOf(agent)).toBe(tool);
});
