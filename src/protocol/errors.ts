/**
 * What the platform does after an error: `config_error` waits for the user, `transient_error` is tried again,
 * `system_error` is a fault of the connector.
 */
export type FailureType = "config_error" | "transient_error" | "system_error";

/** An error whose message is a sentence for the person who must act. It becomes an ERROR trace. */
export class ConnectorError extends Error {
  readonly failureType: FailureType;
  /** What a developer wants to know beyond the message; shown in the details only. */
  readonly internalMessage: string | undefined;

  constructor(failureType: FailureType, message: string, options: { internalMessage?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ConnectorError";
    this.failureType = failureType;
    this.internalMessage = options.internalMessage;
  }
}

/** An error that nobody foresaw: a fault of the connector. */
export function unexpectedError(error: unknown): ConnectorError {
  return new ConnectorError("system_error", "Something went wrong in the connector. See the logs for more details.", {
    internalMessage: String(error),
    cause: error,
  });
}
