import { Writable } from "node:stream";
import { asText, isObject } from "../../json.ts";
import { presumedDenial } from "./rehearsal.ts";

/** Collects the number of API calls and records of each stream, and its error, from the messages of a read. */
export class StreamResults {
  readonly calls = new Map<string, number>();
  readonly records = new Map<string, number>();
  readonly problems = new Map<string, string>();
  #rest = "";

  readonly output = new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      const lines = `${this.#rest}${String(chunk)}`.split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) if (!line.startsWith('{"type":"RECORD"')) this.#add(JSON.parse(line));
      done();
    },
  });

  #add(message: unknown): void {
    if (!isObject(message)) return;
    const { log, trace } = message;
    if (isObject(log)) {
      const [, name = "", records = "", calls = ""] =
        /^(\w+): read ([\d,]+) records? with ([\d,]+) API calls?/u.exec(asText(log.message)) ?? [];
      this.records.set(name, Number(records.replaceAll(",", "")));
      this.calls.set(name, Number(calls.replaceAll(",", "")));
    } else if (isObject(trace) && isObject(trace.error) && isObject(trace.error.stream_descriptor)) {
      const problem = asText(trace.error.message);
      if (!problem.includes(presumedDenial)) this.problems.set(asText(trace.error.stream_descriptor.name), problem);
    }
  }
}
