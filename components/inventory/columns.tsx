import type { ListColumn } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { loadBalancerHref, loadBalancerName } from "./href.ts";
import { StateCell } from "./states.tsx";

interface Seen {
  goneAt: string | null;
  stale: boolean;
  lastSeen: string;
}

/** What AWS says of its state, and whether it is still there. */
export function stateColumn<Item extends Seen>(field: keyof Item & string): ListColumn<Item> {
  return {
    id: "state",
    header: "State",
    sort: field,
    cell: (item) => (
      <span className={classes.nowrap}>
        <StateCell
          state={item[field] as string | null}
          goneAt={item.goneAt}
          stale={item.stale}
          lastSeen={item.lastSeen}
        />
      </span>
    ),
  };
}

/** The load balancers behind it, of either kind. */
export function balancersColumn<
  Item extends { networkLoadBalancerArns: string[]; gatewayLoadBalancerArns: string[] },
>(): ListColumn<Item> {
  return {
    id: "balancers",
    header: "Load balancers",
    cell: ({ networkLoadBalancerArns, gatewayLoadBalancerArns }) => {
      const arns = [...networkLoadBalancerArns, ...gatewayLoadBalancerArns];
      if (arns.length === 0) return "none";
      return (
        <ul className={classes.plain}>
          {arns.map((arn) => (
            <li key={arn}>
              <Link href={loadBalancerHref(arn)}>{loadBalancerName(arn)}</Link>
            </li>
          ))}
        </ul>
      );
    },
  };
}
