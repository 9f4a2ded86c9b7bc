import type { JsonObject } from "../json.ts";
import { addressAndBody, type Parameters } from "../pinterest/operations.ts";
import type { ReportReading, Stream } from "../streams/stream.ts";
import { choicesOf } from "./admitted.ts";
import { admittedReportRows } from "./admitted-report.ts";
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
    for (const partition of members) {
      const asked = {
        ...parametersOf(this.#stream, partition, this.#context),
        start_date: span.from,
        end_date: span.through,
      };
      // The last rows finish the partition, so that no other one's state comes between them and their progress.
      let held: readonly JsonObject[] | undefined;
      for await (const rows of this.#rows(partition, asked)) {
        if (held !== undefined) yield { rows: held, parameters: asked, finished: [] };
        held = rows;
      }
      yield { rows: held ?? [], parameters: asked, finished: [partition] };
    }
  }

  /** The rows of a report, without the values that the API rejects. */
  #rows(partition: Partition, asked: Parameters): AsyncGenerator<readonly JsonObject[]> {
    const { operation, name } = this.#stream;
    const { inAddress, inBody } = addressAndBody(operation, asked);
    const common = this.#reading.body(this.#context.config);
    const report = {
      create: operation,
      poll: this.#reading.poll,
      parameters: inAddress,
      body: { ...common, ...inBody },
      form: "lists",
      id: this.#reading.id,
    } as const;
    const choices = choicesOf(this.#stream, common, partition.parameters);
    return admittedReportRows(name, report, choices, this.#session, this.#context);
  }

  /** A report that is refused is an error of its partition. */
  refusalOfAll(): undefined {
    return undefined;
  }

  refusalOfSome(): undefined {
    return undefined;
  }
}
