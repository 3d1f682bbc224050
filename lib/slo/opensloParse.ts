import { isNode, LineCounter, parseAllDocuments } from "yaml";
import { z } from "zod";
import { ConfigurationError } from "../errors.ts";
import { type SloConfig, sloSchema } from "./definition.ts";
import { type Indicator, type IndicatorName, indicators } from "./indicators.ts";
import { annotation, sliceOf, sourceType } from "./openslo.ts";
import {
  type OwnSource,
  ownSource,
  type PolicyReference,
  type Sli,
  type SloDocument,
  sliDocument,
  sloDocument,
  sourceDocument,
  type TimeWindow,
} from "./opensloDocuments.ts";

type Path = (string | number)[];
/** A mistake at a place of a document. */
class Mistake extends Error {
  readonly path: Path;
  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

const otherKinds = ["Service", "AlertPolicy", "AlertCondition", "AlertNotificationTarget"];

/**
 * The objectives of a file of OpenSLO v1. Indicators may be inline or referred to, and must be Linkledger's own:
 * it counts from what it has collected and runs no queries. `file` is used in messages only.
 * @throws ConfigurationError with one line per mistake: file, line, field, and what was expected.
 */
export function parseOpenSlo(yaml: string, file: string): SloConfig[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(yaml, { lineCounter: lines, uniqueKeys: true });
  if (!Array.isArray(documents)) return [];
  const mistakes: string[] = [];
  const lineAt = (offset: number) => lines.linePos(offset).line;
  for (const error of documents.flatMap(({ errors }) => errors))
    mistakes.push(`${file}:${lineAt(error.pos[0])}: ${error.message.split("\n")[0]}`);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes.join("\n"));

  const place = (document: (typeof documents)[number], path: Path) => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth > 0 ? document.getIn(path.slice(0, depth), true) : document.contents;
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return lineAt(document.range?.[0] ?? 0);
  };
  const attempt = <T>(document: (typeof documents)[number], of: () => T): T | undefined => {
    try {
      return of();
    } catch (error) {
      const found =
        error instanceof Mistake ? [error] : error instanceof z.ZodError ? error.issues : undefined;
      if (!found) throw error;
      for (const { path, message } of found) {
        const at = path as Path;
        mistakes.push(`${file}:${place(document, at)}: ${dotted(at) || "the document"}: ${message}`);
      }
      return undefined;
    }
  };

  const shared: Shared = { slis: new Map(), sources: new Map() };
  const slos: { document: (typeof documents)[number]; content: unknown }[] = [];
  for (const document of documents) {
    const content: unknown = document.toJS();
    if (content === null || content === undefined) continue;
    attempt(document, () => {
      const { apiVersion, kind } = z.looseObject({ apiVersion: z.string(), kind: z.string() }).parse(content);
      if (apiVersion !== "openslo/v1")
        throw new Mistake(["apiVersion"], `"${apiVersion}" is not known; expected openslo/v1`);
      if (kind === "SLO") slos.push({ document, content });
      else if (kind === "SLI") {
        const parsed = sliDocument.parse(content);
        shared.slis.set(parsed.metadata.name, parsed.spec);
      } else if (kind === "DataSource") {
        const { metadata: named, spec } = sourceDocument.parse(content);
        shared.sources.set(named.name, spec.type);
      } else if (!otherKinds.includes(kind))
        throw new Mistake(["kind"], `"${kind}" is no kind of OpenSLO v1`);
    });
  }
  const found = slos.flatMap(
    ({ document, content }) => attempt(document, () => toConfig(sloDocument.parse(content), shared)) ?? [],
  );
  if (mistakes.length > 0) throw new ConfigurationError(mistakes.join("\n"));
  return found;
}

interface Shared {
  slis: Map<string, Sli>;
  sources: Map<string, string>;
}

function toConfig({ metadata: named, spec }: SloDocument, { slis, sources }: Shared): SloConfig {
  const inline: Path = ["spec", "indicator", "spec"];
  const own =
    spec.indicator?.spec ?? (spec.indicatorRef === undefined ? undefined : slis.get(spec.indicatorRef));
  if (!own)
    throw spec.indicatorRef === undefined
      ? new Mistake(["spec"], "expected an indicator or an indicatorRef")
      : new Mistake(
          ["spec", "indicatorRef"],
          `"${spec.indicatorRef}" is not in the file; expected the name of an SLI`,
        );
  const { indicator, select, threshold } = measureOf(own, sources, inline);
  const facts = indicators[indicator];
  checkMethod(spec, own, indicator, facts);
  const [promise] = spec.objectives;
  if (!promise && facts.objective !== null)
    throw new Mistake(["spec", "objectives"], "expected an objective with target or targetPercent");
  if (promise?.target === undefined && promise?.targetPercent === undefined && promise)
    throw new Mistake(["spec", "objectives", 0], "expected target or targetPercent");
  const config = {
    id: named.name,
    title: named.displayName,
    indicator,
    objective:
      promise?.targetPercent ?? (promise?.target === undefined ? undefined : percentOf(promise.target)),
    threshold: promise?.value ?? threshold,
    window: windowWord(spec.timeWindow[0]),
    select: select ?? {},
    policy: policyOf(spec.alertPolicies[0]),
    ...annotated(named.annotations),
  };
  const parsed = sloSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const message =
    issue?.code === "unrecognized_keys" ? `unknown key ${issue.keys.join(", ")}` : (issue?.message ?? "");
  throw new Mistake(placeOf(path as Path, spec, inline), message);
}

/** What is counted, about whom. Of a ratio, both parts must be about the same. */
function measureOf({ thresholdMetric, ratioMetric }: Sli, sources: Shared["sources"], at: Path) {
  const parts = {
    thresholdMetric,
    ...(ratioMetric && { total: ratioMetric.total, good: ratioMetric.good, bad: ratioMetric.bad }),
  };
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  let told: OwnSource | undefined;
  for (const [name, part] of given) {
    const path = [...at, ...(name === "thresholdMetric" ? [name] : ["ratioMetric", name]), "metricSource"];
    const { type, metricSourceRef, spec } = part?.metricSource ?? {};
    const known = type ?? sources.get(metricSourceRef ?? "");
    if (known !== sourceType)
      throw new Mistake(
        [...path, type === undefined ? "metricSourceRef" : "type"],
        `"${known ?? metricSourceRef ?? ""}" cannot be asked; expected ${sourceType}, which counts what has been collected`,
      );
    const own = ownSourceOf(spec, [...path, "spec"]);
    const about = ({ indicator, select, threshold }: OwnSource) =>
      JSON.stringify([indicator, select, threshold]);
    told ??= own;
    if (about(own) !== about(told))
      throw new Mistake(
        [...path, "spec"],
        "expected the same indicator, select and threshold as of the total",
      );
  }
  if (!told) throw new Mistake(at, "expected thresholdMetric or ratioMetric");
  return told;
}

function ownSourceOf(spec: unknown, path: Path): OwnSource {
  const parsed = ownSource.safeParse(spec);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message =
    issue?.code === "unrecognized_keys" ? `unknown key ${issue.keys.join(", ")}` : (issue?.message ?? "");
  throw new Mistake([...path, ...((issue?.path ?? []) as Path)], message);
}

function checkMethod(
  { budgetingMethod, objectives: [promise] }: SloDocument["spec"],
  { thresholdMetric }: Sli,
  indicator: IndicatorName,
  { kind, stepSeconds }: Indicator,
): void {
  const expected = kind === "timeslice" ? "Timeslices" : "Occurrences";
  if (budgetingMethod !== expected)
    throw new Mistake(
      ["spec", "budgetingMethod"],
      `expected ${expected}: that is how ${indicator} is counted`,
    );
  if ((kind === "timeslice") !== (thresholdMetric !== undefined))
    throw new Mistake(
      ["spec", "indicator"],
      `expected ${kind === "timeslice" ? "thresholdMetric" : "ratioMetric"}`,
    );
  const slice = sliceOf(stepSeconds);
  const given = promise?.timeSliceWindow;
  if (
    given !== undefined &&
    given !== slice &&
    given !== stepSeconds / 60 &&
    given !== String(stepSeconds / 60)
  )
    throw new Mistake(["spec", "objectives", 0, "timeSliceWindow"], `expected ${slice}`);
}

function windowWord(window: TimeWindow | undefined): string {
  const { duration = "30d", isRolling, calendar } = window ?? {};
  const path: Path = ["spec", "timeWindow", 0, "duration"];
  if (isRolling ?? !calendar) {
    const [, length, unit] = /^([1-9]\d*)([dw])$/.exec(duration) ?? [];
    if (length) return `${Number(length) * (unit === "w" ? 7 : 1)}d`;
    throw new Mistake(path, `"${duration}": expected days or weeks of a rolling window, such as 30d or 4w`);
  }
  if (duration === "1M") return "month";
  if (duration === "1Q" || duration === "3M") return "quarter";
  throw new Mistake(path, `"${duration}": expected 1M or 1Q of a calendar window`);
}

function policyOf(given: PolicyReference | undefined): string | undefined {
  return typeof given === "string" ? given : given?.alertPolicyRef;
}

/** Files that were written before have the shorter prefix. */
function annotationOf(given: Record<string, string>, name: string): string | undefined {
  return given[name] ?? given[name.replace(/^slo\./, "")];
}

function annotated(given: Record<string, string>) {
  const of = (name: keyof typeof annotation) => annotationOf(given, annotation[name]);
  const [minimum, noData] = [of("minimumTotal"), of("noData")];
  return {
    ...(minimum !== undefined && { minimumTotal: Number(minimum) }),
    ...(noData !== undefined && { noData }),
    ...(of("perEndpoint") === "true" && { perEndpoint: true }),
    maintenance: maintenanceOf(of("maintenance")),
  };
}

function maintenanceOf(json: string | undefined): unknown {
  if (json === undefined) return [];
  try {
    return JSON.parse(json);
  } catch {
    const path = ["metadata", "annotations", annotation.maintenance];
    throw new Mistake(path, "expected a JSON list of { from, to, reason }");
  }
}

/** Where a field of ours stands in the document. */
function placeOf([field, ...rest]: Path, spec: SloDocument["spec"], inline: Path): Path {
  const ratio = spec.indicator?.spec.ratioMetric !== undefined;
  const source = [
    ...inline,
    ...(ratio ? ["ratioMetric", "total"] : ["thresholdMetric"]),
    "metricSource",
    "spec",
  ];
  switch (field) {
    case "id":
      return ["metadata", "name"];
    case "title":
      return ["metadata", "displayName"];
    case "objective": {
      const percent = spec.objectives[0]?.targetPercent !== undefined;
      return ["spec", "objectives", 0, percent ? "targetPercent" : "target"];
    }
    case "threshold":
      return ratio ? [...source, "threshold"] : ["spec", "objectives", 0, "value"];
    case "window":
      return ["spec", "timeWindow", 0, "duration"];
    case "select":
      return spec.indicator ? [...source, "select", ...rest] : ["spec", "indicatorRef"];
    case "policy":
      return ["spec", "alertPolicies", 0];
    case "minimumTotal":
    case "noData":
    case "perEndpoint":
    case "maintenance":
      return ["metadata", "annotations", annotation[field]];
    default:
      return ["spec"];
  }
}

/** A share as percent, without the noise of binary fractions: 0.9995 → 99.95. */
const percentOf = (share: number) => Number((share * 100).toPrecision(12));

function dotted(path: Path): string {
  return path
    .map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${part}`))
    .join("");
}
