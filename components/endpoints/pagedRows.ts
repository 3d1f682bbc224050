/**
 * Rows that came page by page, by their place in the whole. The pages stay as they came: an array of all rows would be
 * made anew with every page, and there may be a hundred thousand.
 */
export class PagedRows<Row> {
  readonly length: number;
  readonly #pages: readonly (readonly Row[])[];
  /** Place of each page's first row. */
  readonly #starts: number[] = [];

  constructor(pages: readonly (readonly Row[])[]) {
    this.#pages = pages;
    let length = 0;
    for (const page of pages) {
      this.#starts.push(length);
      length += page.length;
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
    return this.#pages[low]?.[index - (this.#starts[low] ?? 0)];
  }
}
