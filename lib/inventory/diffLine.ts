/** One line of what changed: it was there before, it is there now, or it stayed. */
export interface DiffLine {
  kind: "removed" | "added" | "same";
  text: string;
}
