import { operationNamed, type Parameters } from "../pinterest/operations.ts";
import { reportRows } from "../pinterest/reports.ts";
import type { ReportReading, Stream } from "../streams/stream.ts";
import type { DaySpan } from "./analytics.ts";
import type { Partition } from "./partition.ts";
import { parametersOf, type ReadContext } from "./read-context.ts";
import type { SpanAnswer, SpanSource } from "./span-reader.ts";
import type { StreamSession } from "./stream-session.ts";

/** Has reports made for the days of a span, and gives their rows as they arrive. */
export class ReportReader implements SpanSource {
  readonly asksOneByOne = false;
  readonly #stream: Stream;
  readonly #reading: ReportReading;
  readonly #session: StreamSession;
  readonly #context: ReadContext;

  constructor(stream: Stream, reading: ReportReading, session: StreamSession, context: ReadContext) {
    this.#stream = stream;
    this.#reading = reading;
    this.#session = session;
    this.#context = context;
  }

  async *read(members: readonly Partition[], span: DaySpan): AsyncGenerator<SpanAnswer> {
    const { client, download, clock, config } = this.#context;
    const { operation } = this.#stream;
    for (const partition of members) {
      const days = { start_date: span.from, end_date: span.through };
      const { path, rest } = split(operation, parametersOf(this.#stream, partition, this.#context));
      const request = {
        create: operation,
        poll: this.#reading.poll,
        parameters: path,
        body: { ...this.#reading.body(config), ...rest, ...days },
        id: this.#reading.id,
      };
      const asked = { ...path, ...days };
      for await (const rows of reportRows({ client, download, clock }, request, this.#session.caller)) {
        yield { rows, parameters: asked, finished: [] };
      }
      yield { rows: [], parameters: asked, finished: [partition] };
    }
  }

  /** A report that is refused is an error of its partition. */
  refusalOfAll(): undefined {
    return undefined;
  }

  refusalOfSome(): undefined {
    return undefined;
  }
}

/** What the request's path takes, and the rest, which the body takes. */
function split(operation: string, parameters: Parameters): { readonly path: Parameters; readonly rest: Parameters } {
  const template = operationNamed(operation).path;
  const entries = Object.entries(parameters);
  return {
    path: Object.fromEntries(entries.filter(([name]) => template.includes(`{${name}}`))),
    rest: Object.fromEntries(entries.filter(([name]) => !template.includes(`{${name}}`))),
  };
}
