import { evaluator as alerts } from "../alerts/evaluate.ts";
import { evaluator as audits } from "../audits/evaluate.ts";
import { evaluator as costs } from "../cost/evaluate.ts";
import { evaluator as diagnosis } from "../diagnosis/evaluate.ts";
import { evaluator as idle } from "../idle/evaluate.ts";
import { evaluator as quotas } from "../quotas/evaluate.ts";
import { evaluator as slos } from "../slo/evaluate.ts";
import type { Evaluator } from "./schema.ts";

/** In the order in which they run: each may read what those before it have stored. */
export const evaluators: readonly Evaluator[] = [costs, idle, quotas, slos, diagnosis, alerts, audits];
