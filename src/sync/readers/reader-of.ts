import { pollOf } from "../../streams/stream.ts";
import type { StreamContext } from "../context.ts";
import type { Reader } from "../slice.ts";
import { AnalyticsReader } from "./analytics-reader.ts";
import { fileReader } from "./file-reader.ts";
import { listReader } from "./list-reader.ts";

/** Returns the reader of a stream: of files, metrics, or lists. */
export function readerOf(context: StreamContext): Reader {
  const { stream } = context;
  const poll = pollOf(stream);
  if (poll !== undefined) return fileReader(context, poll);
  return stream.reading.by === "analytics" ? new AnalyticsReader(context, stream.reading).pages : listReader(context);
}
