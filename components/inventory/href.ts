/** The page of an endpoint service. */
export const serviceHref = (serviceId: string) => `/services/${encodeURIComponent(serviceId)}`;

/** The page of a load balancer, by the part of its ARN that tells it from others: `net/orders/0123`. */
export const loadBalancerHref = (arn: string) =>
  `/load-balancers/${loadBalancerId(arn).split("/").map(encodeURIComponent).join("/")}`;

/** The part of a load balancer's ARN behind `loadbalancer/`; any other text as it is. */
export const loadBalancerId = (arn: string) => arn.split(":loadbalancer/")[1] ?? arn;

/** Its name out of its ARN. */
export const loadBalancerName = (arn: string) => loadBalancerId(arn).split("/")[1] ?? arn;

/** The page of one endpoint's connection to one service. */
export const connectionHref = (vpcEndpointId: string, serviceId: string) =>
  `/connections/${encodeURIComponent(vpcEndpointId)}/${encodeURIComponent(serviceId)}`;
