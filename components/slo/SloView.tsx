import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { FigureStrip, StripFigure } from "#components/ui/FigureStrip.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount, formatDecimal, formatShare } from "#lib/format/numbers.ts";
import { formatAge } from "#lib/format/time.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { BurnDownPanel } from "./BurnDownPanel.tsx";
import { BurnRatesPanel } from "./BurnRatesPanel.tsx";
import { DefinitionPanel } from "./DefinitionPanel.tsx";
import { MaintenancePanel } from "./MaintenancePanel.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";
import classes from "./slo.module.css";
import { WorstEndpointsPanel } from "./WorstEndpointsPanel.tsx";
import { attainmentText, sloStateWords } from "./words.ts";

/** One objective: what is promised, what is left of the budget, how fast it goes, and who spends it. */
export function SloView({ page }: { page: SloPage }) {
  const { slo } = page;
  const state = sloStateWords[slo.state];
  return (
    <>
      <PageHeader
        title={
          <>
            {slo.title} <StatusPill status={state.status}>{state.text}</StatusPill>
          </>
        }
        actions={
          <a className="figure" href={`/api/v1/slos/${encodeURIComponent(slo.sloId)}`}>
            JSON
          </a>
        }
      >
        <Link className="figure" href="/slos">
          All objectives
        </Link>{" "}
        · {slo.guideId} · <span className="mono">{slo.sloId}</span>
      </PageHeader>
      {slo.state === "unknown" && <StaleBanner status="unknown">{slo.reason}</StaleBanner>}
      <FigureStrip>
        <StripFigure term="Promised">
          {slo.objective === null ? "nothing" : `${formatDecimal(slo.objective, 4)} %`}
          <small>
            {slo.threshold !== null && `under ${slo.threshold} ${slo.unit}, `}
            {slo.window}
          </small>
        </StripFigure>
        <StripFigure term={<Term name="attainment">Kept</Term>}>
          {slo.attainment === null ? <Unknown reason={slo.reason} /> : attainmentText(slo.attainment)}
          {slo.total !== null && (
            <small>
              {formatCount(slo.bad ?? 0)} bad of {formatCount(slo.total)}
              {slo.allowed !== null && `, ${formatDecimal(slo.allowed)} allowed`}
            </small>
          )}
        </StripFigure>
        <StripFigure term={<Term name="errorBudget">Budget left</Term>}>
          {slo.budgetLeft === null ? (
            <Unknown reason={slo.reason} />
          ) : slo.budgetLeft < -1 ? (
            "none"
          ) : (
            `${formatDecimal(slo.budgetLeft * 100)} %`
          )}
          {slo.budgetLeft !== null && slo.budgetLeft < 0 && (
            <small>{formatDecimal(1 - slo.budgetLeft)} times the budget was spent</small>
          )}
        </StripFigure>
        <StripFigure term="Runs out">
          {slo.exhaustedAt ? (
            <>
              {formatAge(new Date(slo.exhaustedAt), page.now)}
              <small>
                <Time at={slo.exhaustedAt} /> at the last hour's rate
              </small>
            </>
          ) : slo.budgetLeft !== null && slo.budgetLeft <= 0 ? (
            <>
              used up
              <small>nothing is left to run out</small>
            </>
          ) : slo.burnRate === 0 ? (
            <>
              not now
              <small>nothing burns over the last hour</small>
            </>
          ) : (
            <Unknown
              reason={slo.burnRate === null ? "The last hour has too few events for a rate" : slo.reason}
            />
          )}
        </StripFigure>
        <StripFigure term={<Term name="counted">Counted</Term>}>
          {slo.coverage === null ? (
            <Unknown reason="It is not told how much was to be counted" />
          ) : (
            formatShare(slo.coverage, 1)
          )}
          <small>
            of the window
            {page.burnDown &&
              page.burnDown.noDataShare > 0 &&
              `; ${formatShare(page.burnDown.noDataShare, 1)} without data`}
          </small>
        </StripFigure>
      </FigureStrip>
      <BurnDownPanel page={page} />
      <div className={classes.two}>
        <BurnRatesPanel page={page} />
        <PreviewPanel page={page} />
      </div>
      <div className={classes.two}>
        <DefinitionPanel page={page} />
        <div className={classes.stack}>
          <WorstEndpointsPanel page={page} />
          <MaintenancePanel page={page} />
        </div>
      </div>
    </>
  );
}
