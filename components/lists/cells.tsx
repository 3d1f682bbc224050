import type { ReactNode } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { ListColumn } from "./ListPanel.tsx";
import classes from "./lists.module.css";

interface Placed {
  accountId: string;
  accountName: string | null;
  region: string;
}

/** Whose it is and where: the account by its name, as far as there is one. */
export function placeColumn<Item extends Placed>(): ListColumn<Item> {
  return {
    id: "account",
    header: "Account, region",
    sort: "accountName",
    cell: ({ accountId, accountName, region }) => (
      <span className={classes.nowrap} title={accountId}>
        {accountName ?? accountId}
        <small>{region}</small>
      </span>
    ),
  };
}

/** Who owns it, by its tag; with the environment where the list has one. */
export function ownerColumn<
  Item extends { owner: string | null; environment?: string | null },
>(): ListColumn<Item> {
  return {
    id: "owner",
    header: "Owner",
    sort: "owner",
    cell: ({ owner, environment }) => (
      <>
        {owner ?? <Unknown reason="It has no owner tag.">nobody</Unknown>}
        {environment && <small>{environment}</small>}
      </>
    ),
  };
}

/** What something is about: the endpoint, linked to its path, or another resource; with what kind it is. */
export function ResourceCell({
  vpcEndpointId,
  resourceId,
  children,
}: {
  vpcEndpointId: string | null;
  resourceId: string;
  /** The kind. */
  children: ReactNode;
}) {
  return (
    <span className={classes.id}>
      {vpcEndpointId ? (
        <Link className="mono" href={`/endpoints/${vpcEndpointId}#path`}>
          {vpcEndpointId}
        </Link>
      ) : (
        <span className="mono">{resourceId}</span>
      )}
      <small>{children}</small>
    </span>
  );
}

/** Since when it lasts, as an age and as a time; `more` says what came after. */
export function sinceColumn<Item extends { since: string }>(
  more?: (item: Item) => ReactNode,
): ListColumn<Item> {
  return {
    id: "since",
    header: "Since",
    sort: "since",
    descendingFirst: true,
    cell: (item) => (
      <span className={classes.nowrap}>
        <Time at={item.since} age />
        <small>
          <Time at={item.since} />
        </small>
        {more?.(item)}
      </span>
    ),
  };
}
