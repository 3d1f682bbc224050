import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import type {
  ComparedTrait,
  SimilarEndpoint,
  SimilarEndpoints,
  TraitName,
} from "#lib/inventory/similar/schema.ts";
import classes from "./evidence.module.css";

const traitTitles: Record<TraitName, string> = {
  zones: "Zones",
  security: "Lets in",
  "private-dns": "Private DNS",
  "dns-options": "IP addresses",
  "vpc-dns": "VPC's DNS",
  policy: "Policy",
  state: "State",
};

const shareWords: Record<SimilarEndpoint["shares"], string> = {
  "service-and-vpc": "same service and VPC",
  service: "same service",
  vpc: "same VPC",
};

interface SimilarPanelProps {
  vpcEndpointId: string;
  similar: SimilarEndpoints | null;
  /** As of when paths were walked. */
  asOf: string | null;
}

/** Endpoints like this one whose path is in order, and what of them differs. */
export function SimilarPanel({ vpcEndpointId, similar, asOf }: SimilarPanelProps) {
  if (!similar || similar.similar.length === 0)
    return (
      <Panel id="similar" title="Similar endpoints that work">
        <p className={classes.text}>
          {similar
            ? "No other endpoint of the same service or VPC is known to be in order: there is nothing to hold this one against."
            : "The endpoint is gone: it is not held against others."}
        </p>
      </Panel>
    );
  return (
    <Panel
      id="similar"
      title="Similar endpoints that work"
      provenance={{ asOf, source: "inventory and walked paths" }}
      footer="Marked is what differs from this endpoint. Security groups are compared by what they let in, not by id; what is not known on either side is not marked."
    >
      <ScrollRegion label="Similar endpoints" className={classes.scroller}>
        <table className={classes.table}>
          <caption className="visually-hidden">This endpoint, and similar ones that work</caption>
          <thead>
            <tr>
              <th scope="col">Endpoint</th>
              {similar.own.map(({ trait }) => (
                <th key={trait} scope="col">
                  {traitTitles[trait]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={classes.ownRow}>
              <th scope="row">
                <span className="mono">{vpcEndpointId}</span>
                <small>this endpoint</small>
              </th>
              {similar.own.map(({ trait, text }) => (
                <td key={trait}>{text}</td>
              ))}
            </tr>
            {similar.similar.map((one) => (
              <tr key={one.vpcEndpointId}>
                <th scope="row">
                  <StatusMark status="ok" label="in order" />{" "}
                  <Link className="figure mono" href={`/endpoints/${one.vpcEndpointId}`}>
                    {one.vpcEndpointId}
                  </Link>
                  <small>
                    {shareWords[one.shares]}, {one.accountName ?? one.accountId}, {one.region}
                  </small>
                </th>
                {one.traits.map((trait) => (
                  <Trait key={trait.trait} trait={trait} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  );
}

function Trait({ trait: { text, differs } }: { trait: ComparedTrait }) {
  return (
    <td>
      {differs ? (
        <span className={classes.differs}>
          <span className="visually-hidden">differs: </span>
          {text}
        </span>
      ) : (
        text
      )}
    </td>
  );
}
