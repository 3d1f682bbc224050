import { CopyButton } from "#components/ui/CopyButton.tsx";
import { Folded } from "#components/ui/Folded.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { definitionWords } from "./definitionWords.ts";
import classes from "./slo.module.css";

/** What the objective is, in words and as OpenSLO. */
export function DefinitionPanel({ page }: { page: SloPage }) {
  const { definition, openSlo, slo } = page;
  return (
    <Panel
      id="definition"
      title="Definition"
      actions={
        <span className={`${classes.actions} no-print`}>
          <a className="figure" href={`/api/v1/slos/${encodeURIComponent(slo.sloId)}/openslo`}>
            OpenSLO file
          </a>
          <CopyButton value={openSlo} label="Copy the OpenSLO document" />
        </span>
      }
    >
      <dl className={classes.words}>
        {definitionWords(definition).map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt>Without any</dt>
          <dd>{slo.missing}</dd>
        </div>
      </dl>
      <Folded summary="As OpenSLO">
        <ScrollRegion label="OpenSLO document" className={classes.code}>
          <pre>{openSlo}</pre>
        </ScrollRegion>
      </Folded>
    </Panel>
  );
}
