import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { offeredSeries } from "./prometheus.ts";

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  targets?: { expr: string; legendFormat: string }[];
}
const dashboard = JSON.parse(readFileSync("deploy/grafana/linkledger.json", "utf8")) as {
  panels: Panel[];
  templating: { list: { name: string; definition?: string }[] };
};
const targets = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);
// What Prometheus adds to every series that it scrapes.
const always = ["job", "instance"];

/** Metric names, and the labels that an expression selects, groups or names. */
function used(expr: string, legend = ""): { names: string[]; labels: string[] } {
  const names = expr.match(/\blinkledger_\w+/g) ?? [];
  const selected = [...expr.matchAll(/([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*"/g)].map(
    ([, label]) => label as string,
  );
  const grouped = [...expr.matchAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g)];
  const named = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label as string);
  const listed = grouped
    .flatMap(([, list = ""]) => list.split(",").map((label) => label.trim()))
    .filter(Boolean);
  return { names, labels: [...selected, ...listed, ...named] };
}

describe("the Grafana dashboard", () => {
  const offered = offeredSeries();

  it.each(targets)("$title: $expr", ({ expr, legendFormat }) => {
    const { names, labels } = used(expr, legendFormat);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect([...offered.keys()]).toContain(name);
    const known = names.flatMap((name) => offered.get(name) ?? []);
    for (const label of labels) expect([...known, ...always]).toContain(label);
  });

  it("asks for values of labels that there are", () => {
    for (const { definition } of dashboard.templating.list) {
      if (definition === undefined) continue;
      const [, name = "", label = ""] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? [];
      expect(offered.get(name)).toContain(label);
    }
  });

  it("uses no variable that it does not have", () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    for (const { expr } of targets)
      for (const [, name = ""] of expr.matchAll(/\$(\w+)/g)) expect(names).toContain(name);
  });

  it("lays no panel over another", () => {
    const cells = new Set<string>();
    for (const { gridPos, title } of dashboard.panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x}/${y}`), title).toBe(false);
          cells.add(`${x}/${y}`);
        }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
