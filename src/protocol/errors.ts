/**
 * The failure types of the protocol: `config_error` needs a change by the user, `transient_error` is retried by the
 * platform, `system_error` is a bug in the connector.
 */
export type FailureType = "config_error" | "transient_error" | "system_error";

/** An error with a message for the user. The connector emits it as an ERROR trace. */
export class ConnectorError extends Error {
  readonly failureType: FailureType;
  /** Details for developers. */
  readonly internalMessage: string | undefined;

  constructor(failureType: FailureType, message: string, options: { internalMessage?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ConnectorError";
    this.failureType = failureType;
    this.internalMessage = options.internalMessage;
  }

  /** Returns the same error with more sentences in its message. */
  with(sentences: readonly string[]): ConnectorError {
    const { failureType, internalMessage, cause = this } = this;
    if (sentences.length === 0) return this;
    const details = internalMessage === undefined ? {} : { internalMessage };
    return new ConnectorError(failureType, [this.message, ...sentences].join(" "), { ...details, cause });
  }
}

/** Wraps an unexpected error, which is a bug in the connector. */
export function unexpectedError(error: unknown): ConnectorError {
  return new ConnectorError(
    "system_error",
    "Something went wrong in the connector. Run the sync again. If it happens again, report it with the log.",
    {
      internalMessage: String(error),
      cause: error,
    },
  );
}
