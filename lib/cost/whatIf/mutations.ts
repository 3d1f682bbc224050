import type { Queryable } from "../../runs/mutations.ts";
import type { WhatIfAnswer } from "./schema.ts";

const atOnce = 1000;

/** What an answer is about: one endpoint, or a region and service where it is about several. */
export const subjectKey = ({ vpcId, vpcEndpointIds, region, serviceName }: WhatIfAnswer) =>
  vpcId === null ? `${region} ${serviceName}` : (vpcEndpointIds[0] ?? "");

/** Makes the stored answers be exactly these; those that say the same are not touched. Call it inside a transaction. */
export async function replaceAnswers(
  client: Queryable,
  answers: readonly WhatIfAnswer[],
  now: Date,
): Promise<number> {
  const rows = answers.map((answer) => ({
    ...{ account_id: answer.accountId, question: answer.question, subject: subjectKey(answer) },
    ...{ region: answer.region, saving_usd: answer.savingUsd?.toFixed(9) ?? null, answer },
  }));
  let changed = 0;
  for (let from = 0; from < rows.length; from += atOnce) {
    const { rowCount } = await client.query(
      `INSERT INTO what_if_answer AS w (account_id, question, subject, region, saving_usd, answer, evaluated_at)
       SELECT account_id, question, subject, region, saving_usd, answer, $2
       FROM json_to_recordset($1::json) AS r(account_id text, question text, subject text, region text,
         saving_usd numeric(18,9), answer jsonb)
       ON CONFLICT (account_id, question, subject) DO UPDATE SET region = EXCLUDED.region,
         saving_usd = EXCLUDED.saving_usd, answer = EXCLUDED.answer, evaluated_at = EXCLUDED.evaluated_at
       WHERE w.answer IS DISTINCT FROM EXCLUDED.answer`,
      [JSON.stringify(rows.slice(from, from + atOnce)), now],
    );
    changed += rowCount ?? 0;
  }
  const { rowCount } = await client.query(
    `DELETE FROM what_if_answer w WHERE NOT EXISTS (
       SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, question, subject)
       WHERE k.account_id = w.account_id AND k.question = w.question AND k.subject = w.subject)`,
    [
      rows.map((row) => row.account_id),
      rows.map(({ question }) => question),
      rows.map(({ subject }) => subject),
    ],
  );
  return changed + (rowCount ?? 0);
}
