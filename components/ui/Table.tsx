import type { ReactNode } from "react";
import { ScrollRegion } from "./ScrollRegion.tsx";
import { Term } from "./Term.tsx";
import classes from "./table.module.css";
import type { TermName } from "./terms.ts";

export type TableColumn =
  | string
  | {
      title: string;
      /** Figures stand at the right. */
      align?: "right";
      /** Said to those who hear the table, and not shown: a column of buttons. */
      hidden?: boolean;
      className?: string;
      /** The whole of what is abbreviated, on hover. */
      hint?: string;
      /** What the heading means, behind it. */
      term?: TermName;
    };

/** A column of figures. */
export const right = (title: string, className?: string, term?: TermName): TableColumn => ({
  title,
  align: "right",
  ...(className && { className }),
  ...(term && { term }),
});

/** The row of column headings. */
export function TableHead({ columns }: { columns: readonly TableColumn[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const { title, align, hidden, className, hint, term } =
            typeof column === "string" ? { title: column } : column;
          return (
            <th key={title} scope="col" data-align={align} className={className} title={hint}>
              {hidden ? (
                <span className="visually-hidden">{title}</span>
              ) : term ? (
                <Term name={term}>{title}</Term>
              ) : (
                title
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface TableProps {
  /** What it is a table of, for those who hear it. */
  label: string;
  columns: readonly TableColumn[];
  className?: string;
  /** The bodies, and a foot. */
  children: ReactNode;
}

/** A table within a panel. */
export function Table({ label, columns, className = "", children }: TableProps) {
  return (
    <table className={`${classes.table} ${className}`}>
      <caption className="visually-hidden">{label}</caption>
      <TableHead columns={columns} />
      {children}
    </table>
  );
}

/** A table that scrolls sideways where its panel is too narrow for it. */
export function ScrollTable({ scrollClassName, ...props }: TableProps & { scrollClassName?: string }) {
  return (
    <ScrollRegion label={`${props.label}, table`} className={scrollClassName ?? classes.scroll}>
      <Table {...props} />
    </ScrollRegion>
  );
}
