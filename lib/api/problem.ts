import { InvalidInputError } from "../errors.ts";

export interface FieldError {
  field: string;
  message: string;
}

/** Bad input in one or several fields: HTTP 400 that names each. */
export class InvalidQueryError extends InvalidInputError {
  readonly errors: FieldError[];
  constructor(errors: [FieldError, ...FieldError[]]) {
    super(errors[0].field, errors.map(({ field, message }) => `${field}: ${message}`).join(" "));
    this.errors = errors;
  }
}
