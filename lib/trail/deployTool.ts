/** What deploys infrastructure, by what it says in CloudTrail's `userAgent`; AWS's own services say their domain. */
const deployTools: [name: string, agent: RegExp][] = [
  ["CloudFormation", /^cloudformation\.amazonaws\.com$/],
  ["CodeDeploy", /^codedeploy\.amazonaws\.com$/],
  ["CodePipeline", /^codepipeline\.amazonaws\.com$/],
  ["OpenTofu", /\bOpenTofu\//i],
  ["Terraform", /\bTerraform\//i],
  ["Pulumi", /\bPulumi(?:Aws)?\//i],
  ["Crossplane", /\bcrossplane\b/i],
  ["Ansible", /\bAnsible(?:\/|-)/i],
];

/** The tool that made a call as part of a deploy; null for people, and for programs that are not known to deploy. */
export function deployToolOf(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  return deployTools.find(([, agent]) => agent.test(userAgent))?.[0] ?? null;
}
