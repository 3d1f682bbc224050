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
