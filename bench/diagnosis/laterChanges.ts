import type { Planted } from "./compare.ts";

/** Changes that only a second look can see: what is ordered of the simulator before the first and before the second. */
export interface LaterChanges {
  before: object[];
  after: object[];
  planted: Planted[];
}

interface Service {
  id: string;
  serviceName: string;
  accountId: string;
  acceptanceRequired: boolean;
  notificationTopic?: string;
}

interface Endpoint {
  vpcEndpointId: string;
  serviceName: string;
  vpcEndpointType: string;
  policyDocument?: string;
}

const guest = "arn:aws:iam::999988887777:root";

/** One of each kind of change of who may connect, on sound services and endpoints; fewer where there are not so many. */
export function laterChanges(
  planted: readonly Planted[],
  fleet: { accountIds: ReadonlySet<string>; services: readonly Service[]; endpoints: readonly Endpoint[] },
): LaterChanges {
  const touched = new Set(planted.flatMap((one) => [one.resourceId, ...one.foundOn, ...one.impliedOn]));
  const isSound = ({ id, serviceName, accountId }: Service) =>
    // Services of vendors are no account's of ours.
    fleet.accountIds.has(accountId) &&
    !touched.has(id) &&
    !fleet.endpoints.some((one) => one.serviceName === serviceName && touched.has(one.vpcEndpointId));
  const sound = fleet.services.filter(isSound);
  const found: LaterChanges = { before: [], after: [], planted: [] };
  const plant = (resourceId: string, sentence: string) => {
    const where = { foundOn: [resourceId], implied: [], impliedOn: [] };
    found.planted.push({ checkId: "permission-change", resourceId, azIds: [], sentence, ...where });
  };
  const list = (serviceId: string, how: object) => ({ do: "changePermissions", serviceId, ...how });

  const [invites, uninvites] = sound.splice(0, 2);
  if (invites) {
    found.after.push(list(invites.id, { add: [guest] }));
    plant(invites.id, `A guest was put on the list of those who may connect to ${invites.id}.`);
  }
  if (uninvites) {
    found.before.push(list(uninvites.id, { add: [guest] }));
    found.after.push(list(uninvites.id, { remove: [guest] }));
    plant(uninvites.id, `A guest was taken off the list of those who may connect to ${uninvites.id}.`);
  }
  const opens = sound.find(({ acceptanceRequired }) => acceptanceRequired);
  if (opens) {
    found.after.push({ do: "changeAcceptance", serviceId: opens.id, required: false });
    plant(opens.id, `Connections to ${opens.id} need not be accepted any more.`);
  }
  const rewritten = fleet.endpoints.find(
    ({ vpcEndpointId, vpcEndpointType, policyDocument = "" }) =>
      !touched.has(vpcEndpointId) &&
      vpcEndpointType === "Interface" &&
      policyDocument.includes("OwnAccountOnly"),
  );
  if (rewritten) {
    const { vpcEndpointId: id, policyDocument = "" } = rewritten;
    const patch = { policyDocument: policyDocument.replace("OwnAccountOnly", "OwnAccountAlone") };
    found.after.push({ do: "modifyEndpoint", id, patch });
    plant(id, `The policy of ${id} was written anew.`);
  }
  return found;
}
