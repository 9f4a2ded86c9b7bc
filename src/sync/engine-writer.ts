import type { MessageWriter } from "../protocol/writer.ts";

/** What a read writes to. */
export type EngineWriter = Pick<
  MessageWriter,
  "log" | "trace" | "error" | "state" | "recordLines" | "appendRecords" | "room"
>;
