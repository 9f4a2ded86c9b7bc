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
    for (const partition of members) {
      const parameters = parametersOf(this.#stream, partition, this.#context);
      const request = {
        create: this.#stream.operation,
        poll: this.#reading.poll,
        parameters,
        body: { ...this.#reading.body(config), start_date: span.from, end_date: span.through },
      };
      for await (const rows of reportRows({ client, download, clock }, request, this.#session.caller)) {
        yield { rows, parameters, finished: [] };
      }
      yield { rows: [], parameters, finished: [partition] };
    }
  }

  /** A report that is refused is an error of its partition. */
  refusalOfAll(): undefined {
    return undefined;
  }
}
