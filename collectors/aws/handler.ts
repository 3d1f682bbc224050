import { UndiciHttpHandler } from "@smithy/undici-http-handler";
import { readClock } from "./serverClock.ts";

/** Open at once to a server. */
const connections = 48;
const connectMs = 5_000;

export interface HandlerOptions {
  /** How long a server may say nothing, before its answer and in the middle of it. Default 45 s. */
  silentMs?: number;
}

type Handled = Parameters<UndiciHttpHandler["handle"]>;

/**
 * Sends requests of the SDK. Answers come with their bytes instead of a stream: each is read whole anyway, and a stream
 * for each costs more than reading it.
 */
class WholeAnswers extends UndiciHttpHandler {
  readonly #silentMs: number;

  constructor({ silentMs = 45_000 }: HandlerOptions) {
    super({
      dispatcher: {
        connections,
        // Longer than from one call of a run to the next. What a server closes before is taken note of.
        keepAliveTimeout: 15_000,
        connect: { timeout: connectMs },
        headersTimeout: silentMs,
        bodyTimeout: silentMs,
      },
    });
    this.#silentMs = silentMs;
  }

  override async handle(request: Handled[0], options: Handled[1] = {}) {
    try {
      const { response } = await super.handle(request, options);
      response.body = await (response.body as { bytes(): Promise<Uint8Array> }).bytes();
      // Not of a gateway's own error page.
      if (response.statusCode < 500) readClock(response.headers.date);
      return { response };
    } catch (error) {
      if (options.abortSignal?.aborted) throw named("AbortError", "the call was cancelled", error);
      throw this.#faultOf(error);
    }
  }

  /** What happened to a connection, in words that the SDK knows to be worth another attempt, and people to read. */
  #faultOf(error: unknown): unknown {
    switch ((error as { code?: string }).code) {
      case "UND_ERR_CONNECT_TIMEOUT":
        return named("TimeoutError", `no connection within ${connectMs / 1000} s`, error);
      case "UND_ERR_HEADERS_TIMEOUT":
      case "UND_ERR_BODY_TIMEOUT":
        return named("TimeoutError", `no answer for ${this.#silentMs / 1000} s`, error);
      case "UND_ERR_SOCKET":
      case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
        return Object.assign(new Error("the connection was cut off", { cause: error }), {
          code: "ECONNRESET",
        });
      default:
        return error;
    }
  }
}

/** One HTTP handler for all clients: connections stay open and are shared by accounts and regions. */
export function openHandler(options: HandlerOptions = {}): UndiciHttpHandler {
  return new WholeAnswers(options);
}

function named(name: string, message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}
