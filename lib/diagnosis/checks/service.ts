import type { PathCheck } from "../evidenceSchema.ts";
import { principalNotAllowed } from "./service/allowed.ts";
import { connectionRejected } from "./service/connection.ts";
import { notificationsMissing } from "./service/notifications.ts";
import { openService, principalTooWide } from "./service/openness.ts";
import { allowedPrincipalsQuota } from "./service/principalsQuota.ts";
import { serviceNotAvailable } from "./service/state.ts";

/** Hop 4: the service's gates. */
export const serviceChecks: readonly PathCheck[] = [
  serviceNotAvailable,
  principalNotAllowed,
  connectionRejected,
  allowedPrincipalsQuota,
  notificationsMissing,
  openService,
  principalTooWide,
];
