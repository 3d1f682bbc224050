import { readSecret, type Secret } from "../../config/secret.ts";

/** A URL as it stands in the configuration, or from where its secret is kept. Throws ConfigurationError. */
export const urlOf = async (url: string | Secret): Promise<string> =>
  typeof url === "string" ? url : readSecret(url);
