/** Services as Cost Explorer names them, and which of their usage types are ours. */
export const billedServices: { service: string; ours: RegExp }[] = [
  // What has no usage type are credits, refunds and fees of the whole service.
  { service: "Amazon Virtual Private Cloud", ours: /VpcEndpoint|^NoUsageType$/i },
  // Without the operation, network and application load balancers are one usage type: kept as the bill has them.
  { service: "Amazon Elastic Load Balancing", ours: /(LoadBalancerUsage|LCUUsage)$/ },
];
