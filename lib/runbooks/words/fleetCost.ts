import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

/** Fleet: what is spent, and on what it need not be. */
export const fleetCostWords = {
  "unexpected-egress": {
    looksLike:
      "The NAT or internet bill rises although the service has an endpoint in the VPC, and the endpoint carries little.",
    why: "Clients resolve the service's public name: private DNS is off for them, their resolver is not the VPC's, or they call another region's name. Each GB then costs the NAT gateway's price and not the endpoint's.",
    prevent: [
      "Probe the answer of the name from the subnets that clients run in.",
      "Deny calls that do not come through the endpoint where the service's policy can.",
    ],
  },
  "idle-endpoint": {
    looksLike: "Nothing. It costs its zone-hours every hour, in every state, used or not.",
    why: "The workload is gone or never came, clients go another way, or it stands by for a disaster. Silence was proven here: every day was asked for and answered. Endpoints that could not be measured are not on this list.",
    prevent: [
      "Make endpoints in the stack of the workload that needs them, so that they go with it.",
      "Write down until when a standby is kept, and why; then nobody has to ask again.",
      "Look through the list once a quarter.",
    ],
  },
  "idle-az": {
    looksLike: "Nothing. One zone of a busy endpoint is paid for and not used.",
    why: "No client runs in that zone, or clients there resolve to others.",
    prevent: [
      "Choose zones by where clients run, not all that there are.",
      "Keep two in production nevertheless: a spare zone is the price of surviving the loss of the other.",
    ],
  },
  "idle-service": {
    looksLike: "Nothing. The service has no connected consumer, and the load balancer behind it is paid for.",
    why: "Its consumers have left, or it was published before anybody wanted it.",
    prevent: [
      "Tell providers when the last consumer leaves: the Delete event of the connection notification says so.",
    ],
  },
  "orphan-nlb": {
    looksLike: "Nothing. A load balancer is paid for by the hour and carries nothing.",
    why: "The service that it stood behind was deleted or moved to another one, and it was forgotten.",
    prevent: ["Keep service and load balancer in one stack, so that they go together."],
  },
  "missing-gateway-endpoint": {
    looksLike: "NAT charges that rise with backups, images, logs and data jobs.",
    why: "Traffic to S3 and DynamoDB leaves by the NAT gateway, billed for each GB ($0.045 in us-east-1), or by an interface endpoint ($0.01). A gateway endpoint is a route in the route tables, and free. How much goes there is known only where it was measured; otherwise this is a hint.",
    prevent: [
      "Make both gateway endpoints with every VPC, in all its route tables.",
      "They serve the VPC's own region only, and neither peered networks nor on-premises clients: those keep an interface endpoint.",
    ],
  },
  "duplicate-endpoint": {
    looksLike:
      "Two endpoints to one service in one VPC, both billed. Sometimes half of the clients use each.",
    why: "Two teams made one each, or one was made for each zone, which is not needed: one endpoint spans all zones of the VPC.",
    prevent: [
      "Make shared endpoints with the VPC, not with the workload.",
      "Look for an existing one before creating: private DNS can be on for one of them only.",
    ],
  },
  "central-endpoint-candidate": {
    looksLike:
      "The same AWS service has an endpoint in many VPCs of a region, each with little traffic: hours cost more than data.",
    why: "Endpoints were made for each VPC from one template. One in a shared VPC, reached by Transit Gateway or peering and found through a shared private zone, costs its hours once; transit costs by the GB.",
    prevent: [
      "Decide by data volume: above the break-even, an endpoint of one's own is cheaper than transit.",
      "A shared endpoint is a shared fate and a shared policy: give it several zones, and a policy that fits all.",
    ],
  },
  "cost-anomaly": {
    looksLike: "A day's bill for an account and region lies outside what that weekday has cost before.",
    why: "Endpoints or zones were added or removed (the hours moved), or traffic changed (the bytes did): a new workload, a backup that runs twice, a loop.",
    prevent: [
      "Ask which usage type moved first: hours and bytes have different owners.",
      "Announce migrations, so that their cost is expected.",
    ],
  },
  "cost-unreconciled": {
    looksLike:
      "Estimated and billed differ by more than 5 % for an account, region and day, and nothing explains it.",
    why: "Something is billed that inventory does not know (a region or account that is not collected, an endpoint made and deleted between two looks), or the other way round; or prices differ from those assumed: a private discount, credits, tax, a tier reached across the organization. Bills settle for about two days; before that a difference means nothing.",
    prevent: [
      "Collect every region that is enabled, not those in use.",
      "Enter private prices where there are any.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
