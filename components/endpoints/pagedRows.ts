/** Pages whose rows are at hand: more than are in view at once, and some for a reader who goes back and forth. */
const mostAtHand = 6;

/** A page of a list. */
export interface RowPage<Row> {
  /** Rows in it. */
  count: number;
  /** The rows, made anew of what came where that is text. */
  read: () => readonly Row[];
}

/** The rows of the few pages that were looked at last. One for a list, however many pages are added to it. */
export class RowsAtHand<Row> {
  /** By page; the one looked at last is the last. */
  readonly #rows = new Map<RowPage<Row>, readonly Row[]>();

  keep(page: RowPage<Row>, rows: readonly Row[]): void {
    this.#rows.delete(page);
    this.#rows.set(page, rows);
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= mostAtHand) break;
      this.#rows.delete(oldest);
    }
  }

  of(page: RowPage<Row>): readonly Row[] {
    const rows = this.#rows.get(page) ?? page.read();
    this.keep(page, rows);
    return rows;
  }
}

/**
 * Rows that came page by page, by their place in the whole. The pages stay as they came: an array of all rows would be
 * made anew with every page, and there may be a hundred thousand.
 */
export class PagedRows<Row> {
  readonly length: number;
  readonly #pages: readonly RowPage<Row>[];
  readonly #atHand: RowsAtHand<Row>;
  /** Place of each page's first row. */
  readonly #starts: number[] = [];

  constructor(pages: readonly RowPage<Row>[], atHand = new RowsAtHand<Row>()) {
    this.#pages = pages;
    this.#atHand = atHand;
    let length = 0;
    for (const { count } of pages) {
      this.#starts.push(length);
      length += count;
    }
    this.length = length;
  }

  /** The row at a place, counted from 0; undefined where there is none. */
  at(index: number): Row | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const page = this.#pages[low];
    return page && this.#atHand.of(page)[index - (this.#starts[low] ?? 0)];
  }
}
