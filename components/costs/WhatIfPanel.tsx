import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import { type WhatIfAnswer, whatIfQuestions } from "#lib/cost/whatIf/schema.ts";
import { formatUnitPrice, formatUsd } from "#lib/format/money.ts";
import { formatCountOf, formatDecimal } from "#lib/format/numbers.ts";
import { formatDay } from "#lib/format/time.ts";
import classes from "./costs.module.css";

const titles: Record<WhatIfAnswer["question"], string> = {
  "fewer-azs": "Fewer zones",
  nat: "NAT instead",
  gateway: "Gateway endpoint instead",
  central: "One central endpoint",
};

const marks = { cheaper: "ok", dearer: "none", unknown: "unknown", "not-applicable": "none" } as const;

/** What a month would cost otherwise, what saves most first. */
export function WhatIfPanel({ page }: { page: CostsPage }) {
  const { whatIf, query } = page;
  const { question, answers } = whatIf;
  return (
    <Panel
      id="what-if"
      title="What if"
      provenance={{
        asOf: answers.asOf,
        coverage: { part: answers.coverage.fresh, whole: answers.coverage.scopes, of: "scopes" },
        source: "a month of 730 hours with the data of the last 30 days, at list prices",
        href: "/collectors?collector=endpoints",
      }}
      actions={
        <a
          className="figure no-print"
          href={`/api/v1/costs/what-if?${new URLSearchParams({ question, limit: "1000" })}`}
        >
          All {answers.total} as JSON
        </a>
      }
    >
      <nav className={`${classes.picker} no-print`} aria-label="What if">
        {whatIfQuestions.map((one) => (
          <Link
            key={one}
            href={`${exploreHref(query)}&what=${one}#what-if`}
            scroll={false}
            aria-current={one === question ? "true" : undefined}
          >
            {titles[one]}
          </Link>
        ))}
      </nav>
      {answers.items.length === 0 ? (
        <EmptyState title="Nothing to compare">
          <p>No endpoint could be asked this of: none is of a kind that has such an alternative.</p>
        </EmptyState>
      ) : (
        <ScrollTable
          label={titles[question]}
          className={classes.table}
          columns={[
            "Of",
            right("Now"),
            right("Then"),
            right("Saves a month"),
            right("Even at"),
            "Why, at which price, given what",
          ]}
        >
          <tbody>
            {answers.items.map((answer) => (
              <tr key={`${answer.region} ${answer.serviceName} ${answer.vpcEndpointIds[0]}`}>
                <Answer answer={answer} />
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      <p className={classes.note}>
        Alternatives exclude one another: their savings do not add up.{" "}
        {answers.total > answers.items.length &&
          `${answers.items.length} of ${answers.total} shown, what saves most first.`}
      </p>
    </Panel>
  );
}

function Answer({ answer }: { answer: WhatIfAnswer }) {
  const {
    state,
    reason,
    presentUsd,
    alternativeUsd,
    savingUsd,
    breakEvenGb,
    breakEven,
    assumptions,
    prices,
  } = answer;
  const [first] = answer.vpcEndpointIds;
  return (
    <>
      <th scope="row">
        {answer.endpoints === 1 && first ? (
          <Link className="mono" href={`/endpoints/${first}`}>
            {first}
          </Link>
        ) : (
          <Link
            href={`/endpoints?serviceName=${encodeURIComponent(answer.serviceName)}&region=${answer.region}`}
          >
            {formatCountOf(answer.endpoints, "endpoint")} in {formatCountOf(answer.vpcs, "VPC")}
          </Link>
        )}
        <small title={answer.serviceName}>
          {answer.serviceName.replace(/^com\.amazonaws\./, "")} · {answer.region}
        </small>
      </th>
      <td data-align="right">
        {presentUsd === null ? <Unknown reason={reason}>–</Unknown> : formatUsd(presentUsd, 2)}
      </td>
      <td data-align="right">
        {alternativeUsd === null ? <Unknown reason={reason}>–</Unknown> : formatUsd(alternativeUsd, 2)}
      </td>
      <td data-align="right">
        {savingUsd === null ? (
          <Unknown reason={reason}>not known</Unknown>
        ) : (
          <b>
            <StatusMark status={marks[state]} label={state} /> {formatUsd(savingUsd, 2)}
          </b>
        )}
      </td>
      <td data-align="right" title={breakEven ?? undefined}>
        {breakEvenGb === null ? <span className="quiet">never</span> : `${formatDecimal(breakEvenGb, 0)} GB`}
      </td>
      <td className={classes.reason}>
        {reason}
        <details>
          <summary>
            {formatCountOf(prices.length, "price")}, {formatCountOf(assumptions.length, "assumption")}
          </summary>
          <ul>
            {breakEven && <li>{breakEven}</li>}
            {prices.map((price) => (
              <li key={`${price.product} ${price.region}`}>
                {price.title}: {formatUnitPrice(price.usdPerUnit)} per {price.unit}, {price.region}, from{" "}
                {formatDay(price.effectiveFrom, { year: true })} ({price.source})
              </li>
            ))}
            {assumptions.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      </td>
    </>
  );
}
