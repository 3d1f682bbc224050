import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { currentTime } from "#lib/env.ts";
import { DatabaseUnavailableError } from "#lib/errors.ts";
import {
  type AnyClient,
  type ClientOptions,
  type CredentialProvider,
  type Credentials,
  openClient,
  type RequestHandler,
} from "./clients.ts";
import { AwsError, classify } from "./errors.ts";
import { Pacer } from "./pacer.ts";

/** How an account is reached: through a role, or with the ambient credentials where there is none. */
export interface AccountAccess {
  accountId: string;
  roleArn?: string;
  externalId?: string;
}

const sessionName = "linkledger";
// No role session is shorter than 15 minutes, whatever the two clocks say about its end.
const surelyValidMs = 10 * 60_000;
/** STS counts by the caller: the account of the ambient credentials, whichever that is. */
const ambientBucket = "ambient";
const renewBeforeMs = 5 * 60_000;
const refusalKeptMs = 15_000;

interface Cached {
  credentials: Promise<Credentials>;
  until: number;
}

/** Region of an endpoint that a global service answers at, by partition. */
export function homeRegion(arn?: string): string {
  if (arn?.startsWith("arn:aws-cn:")) return "cn-north-1";
  if (arn?.startsWith("arn:aws-us-gov:")) return "us-gov-west-1";
  return "us-east-1";
}

/** Hands out credentials per account: one STS call each, kept until near their end; refusals kept for seconds. */
export class CredentialStore {
  readonly #ambient: CredentialProvider;
  readonly #handler: RequestHandler;
  readonly #pacer: Pacer;
  readonly #options: ClientOptions;
  readonly #cache = new Map<string, Cached>();
  readonly #sts = new Map<string, AnyClient>();

  constructor(handler: RequestHandler, pacer = new Pacer(), options: ClientOptions = {}) {
    this.#handler = handler;
    this.#pacer = pacer;
    this.#options = options;
    this.#ambient = fromNodeProviderChain({ clientConfig: { requestHandler: handler } });
  }

  /** The provider that a client of this account takes its credentials from. */
  providerFor(access: AccountAccess): CredentialProvider {
    if (!access.roleArn) {
      return () => this.#ambient().catch((error: unknown) => Promise.reject(noAmbient(error)));
    }
    return () => this.#assumed(access as AccountAccess & { roleArn: string });
  }

  /** Forgets the credentials of an account, after the server called them expired. */
  forget(access: AccountAccess): void {
    this.#cache.delete(access.roleArn ?? "");
  }

  /** Account and ARN of the ambient credentials. Throws AwsError. */
  async ambientIdentity(): Promise<{ accountId: string; arn: string }> {
    try {
      const command = new GetCallerIdentityCommand({});
      const answer = (await this.#stsClient(homeRegion()).send(command as never)) as {
        Account?: string;
        Arn?: string;
      };
      if (!answer.Account)
        throw new AwsError({
          errorClass: "malformed",
          code: "NoAccount",
          message: "GetCallerIdentity named no account",
        });
      return { accountId: answer.Account, arn: answer.Arn ?? "" };
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      throw new AwsError(classify(error), { hopeless: true, cause: error });
    }
  }

  #stsClient(region: string): AnyClient {
    let client = this.#sts.get(region);
    if (!client) {
      client = openClient("sts", {
        region,
        credentials: this.providerFor({ accountId: "" }),
        requestHandler: this.#handler,
        pace: { pacer: this.#pacer, accountId: ambientBucket },
        ...this.#options,
      });
      this.#sts.set(region, client);
    }
    return client;
  }

  #assumed(access: AccountAccess & { roleArn: string }): Promise<Credentials> {
    const known = this.#cache.get(access.roleArn);
    if (known && known.until > currentTime().getTime()) return known.credentials;
    const entry: Cached = { credentials: this.#assume(access), until: Number.POSITIVE_INFINITY };
    this.#cache.set(access.roleArn, entry);
    entry.credentials.then(
      ({ expiration }) => {
        const now = currentTime().getTime();
        entry.until = Math.max((expiration?.getTime() ?? 0) - renewBeforeMs, now + surelyValidMs);
      },
      (error: unknown) => {
        if (error instanceof DatabaseUnavailableError) this.forget(access);
        else entry.until = currentTime().getTime() + refusalKeptMs;
      },
    );
    return entry.credentials;
  }

  async #assume({
    accountId,
    roleArn,
    externalId,
  }: AccountAccess & { roleArn: string }): Promise<Credentials> {
    try {
      const command = new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ExternalId: externalId,
      });
      const answer = (await this.#stsClient(homeRegion(roleArn)).send(command as never)) as {
        Credentials?: {
          AccessKeyId?: string;
          SecretAccessKey?: string;
          SessionToken?: string;
          Expiration?: Date;
        };
      };
      const given = answer.Credentials;
      if (!given?.AccessKeyId || !given.SecretAccessKey) {
        throw new AwsError({
          errorClass: "malformed",
          code: "NoCredentials",
          message: "AssumeRole gave no credentials",
        });
      }
      return {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        sessionToken: given.SessionToken,
        expiration: given.Expiration,
      };
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      const failure = classify(error);
      const message = `sts:AssumeRole of ${roleArn} for account ${accountId}: ${failure.message}`;
      throw new AwsError({ ...failure, message }, { hopeless: true, cause: error });
    }
  }
}

function noAmbient(error: unknown): AwsError {
  const failure = classify(error);
  return new AwsError(
    {
      ...failure,
      errorClass: "expired-credentials",
      message: `no usable AWS credentials: ${failure.message}`,
    },
    { hopeless: true, cause: error },
  );
}
