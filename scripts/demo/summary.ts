import type { JsonObject } from "../../src/json.ts";
import { asText, isObject } from "../../src/json.ts";

/** What came out of one stream. Times are epoch milliseconds. */
interface StreamSummary {
  records: number;
  calls: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  status: string;
}

/** Collects what a read's messages say, stream by stream. */
export class ReadSummary {
  readonly streams = new Map<string, StreamSummary>();
  /** The first record of each stream. */
  readonly samples = new Map<string, JsonObject>();
  /** The last state message of each stream. */
  readonly states = new Map<string, JsonObject>();
  readonly errors: string[] = [];
  records = 0;

  take(message: JsonObject): void {
    const { record, state, trace, log } = message;
    if (isObject(record) && typeof record.stream === "string" && isObject(record.data)) {
      this.records += 1;
      this.#of(record.stream).records += 1;
      if (!this.samples.has(record.stream)) this.samples.set(record.stream, record.data);
    } else if (isObject(state) && isObject(state.stream)) {
      this.states.set(nameOf(state.stream.stream_descriptor), state);
    } else if (isObject(trace) && isObject(trace.stream_status)) {
      const { status, stream_descriptor: descriptor } = trace.stream_status;
      const stream = this.#of(nameOf(descriptor));
      const at = typeof trace.emitted_at === "number" ? trace.emitted_at : undefined;
      stream.status = asText(status);
      if (status === "STARTED") stream.startedAt = at;
      else stream.endedAt = at;
    } else if (isObject(trace) && isObject(trace.error)) {
      this.errors.push(asText(trace.error.message));
    } else if (isObject(log)) {
      const [, name, calls] = /^(\w+): read \d+ records with (\d+) API calls/u.exec(asText(log.message)) ?? [];
      if (name !== undefined) this.#of(name).calls = Number(calls);
    }
  }

  /** Lines of a table with a row a stream and their sum. */
  table(): readonly string[] {
    const rows = [...this.streams].map(([name, { records, calls, startedAt, endedAt, status }]) => [
      name,
      records.toLocaleString("en"),
      calls.toLocaleString("en"),
      startedAt === undefined || endedAt === undefined ? "" : `${((endedAt - startedAt) / 1000).toFixed(2)} s`,
      status === "COMPLETE" ? "" : status.toLowerCase(),
    ]);
    const calls = [...this.streams.values()].reduce((sum, stream) => sum + stream.calls, 0);
    const head = ["stream", "records", "API calls", "time", ""];
    const foot = ["all", this.records.toLocaleString("en"), calls.toLocaleString("en"), "", ""];
    const widths = head.map((_, column) => Math.max(...[head, ...rows, foot].map((row) => (row[column] ?? "").length)));
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) =>
          column === 0 || column === 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd();
    const rule = "─".repeat(line(head).length + 2);
    return [line(head), rule, ...rows.map(line), rule, line(foot)];
  }

  #of(name: string): StreamSummary {
    const stream = this.streams.get(name) ?? {
      records: 0,
      calls: 0,
      startedAt: undefined,
      endedAt: undefined,
      status: "",
    };
    this.streams.set(name, stream);
    return stream;
  }
}

function nameOf(descriptor: unknown): string {
  return isObject(descriptor) && typeof descriptor.name === "string" ? descriptor.name : "?";
}
