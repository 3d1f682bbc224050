/** An error AWS would answer: its code, message and HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** How a service words its errors on the wire. */
export type ErrorShape = "ec2" | "query" | "json";

/** Serializes an error in the shape of the service's protocol. */
export function renderError(shape: ErrorShape, error: AwsError, requestId: string) {
  const sender = error.status >= 500 ? "Receiver" : "Sender";
  if (shape === "json") {
    const body = JSON.stringify({ __type: error.code, message: error.message, Message: error.message });
    return { contentType: "application/x-amz-json-1.1", body };
  }
  const code = `<Code>${escapeText(error.code)}</Code><Message>${escapeText(error.message)}</Message>`;
  const body =
    shape === "ec2"
      ? `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${code}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>${sender}</Type>${code}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { contentType: "text/xml;charset=UTF-8", body };
}

function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
