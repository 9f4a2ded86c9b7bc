import type { MessageWriter } from "../protocol/writer.ts";

/** What a read writes to. */
export type EngineWriter = Pick<
  MessageWriter,
  "log" | "trace" | "streamError" | "state" | "recordLines" | "appendRecords" | "caughtUp"
>;

/**
 * Logs a message of a stream.
 * @param once a key, of which the run logs only the first message; undefined: all messages
 * @returns whether it was logged
 */
export type StreamLog = (level: "INFO" | "WARN", message: string, once?: string) => boolean;
