/** An error with a stable code. Edges (HTTP, CLI, collector runs) translate it; nothing in between catches it. */
export class LinkledgerError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The environment or `linkledger.yaml` is wrong: the message says where, and what was expected. Exit code 1. */
export class ConfigurationError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("configuration", message, options);
  }
}

/** Bad input from outside: becomes HTTP 400 with `field` named. */
export class InvalidInputError extends LinkledgerError {
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super("invalid-input", message, options);
    this.field = field;
  }
}

/** The thing asked for does not exist: becomes HTTP 404. */
export class NotFoundError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("not-found", message, options);
  }
}

/** Postgres cannot be reached or refuses us: HTTP 503, exit code 1. */
export class DatabaseUnavailableError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("database-unavailable", message, options);
  }
}
