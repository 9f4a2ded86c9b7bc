import type { JsonObject } from "../json.ts";
import { ApiError } from "../pinterest/api-error.ts";
import type { Parameters } from "../pinterest/operations.ts";
import { pageOf, type RowShape } from "../pinterest/rows.ts";
import type { AnalyticsReading, Batch, Stream } from "../streams/stream.ts";
import type { DaySpan } from "./analytics.ts";
import type { Partition } from "./partition.ts";
import { actingFor, parametersOf, type ReadContext } from "./read-context.ts";
import type { StreamSession } from "./stream-session.ts";

/** Rows of some partitions: all that the span has of them. */
export interface SpanAnswer {
  readonly rows: readonly JsonObject[];
  /** What the request said. */
  readonly parameters: Parameters;
  readonly finished: readonly Partition[];
}

type OneByOne = NonNullable<AnalyticsReading["oneByOne"]>;

/** Asks for the days of a span, for one partition or a batch of them, in whatever way the API allows. */
export class SpanReader {
  readonly #stream: Stream;
  readonly #batch: Batch | undefined;
  readonly #session: StreamSession;
  readonly #context: ReadContext;
  /** Set once the API has refused batches: how to ask instead. */
  #oneByOne: OneByOne | undefined;
  /** Which of a group's alternative parameters the API takes. */
  readonly #accepted = new Map<string, number>();

  constructor(stream: Stream, session: StreamSession, context: ReadContext) {
    this.#stream = stream;
    this.#batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
    this.#session = session;
    this.#context = context;
  }

  /** Whether the API has refused batches. */
  get asksOneByOne(): boolean {
    return this.#oneByOne !== undefined;
  }

  /**
   * The rows of partitions of one group, for the days of the span.
   * @throws ApiError, except that a member of a batch which may not be seen or is gone only costs a warning
   */
  async *read(members: readonly Partition[], span: DaySpan): AsyncGenerator<SpanAnswer> {
    const days = { start_date: span.from, end_date: span.through };
    if (this.#batch === undefined) {
      for (const partition of members) {
        const parameters = { ...parametersOf(this.#stream, partition, this.#context), ...days };
        yield { rows: await this.#ask(this.#stream, parameters), parameters, finished: [partition] };
      }
    } else if (this.#oneByOne !== undefined) {
      for (const partition of members) yield await this.#readOne(this.#batch, this.#oneByOne, partition, days);
    } else {
      yield* this.#readBatch(this.#batch, members, span, days);
    }
  }

  async *#readBatch(
    batch: Batch,
    members: readonly Partition[],
    span: DaySpan,
    days: Parameters,
  ): AsyncGenerator<SpanAnswer> {
    const ids = members.map(({ parameters }) => String(parameters[batch.parameter]));
    const { oneByOne } = this.#reading();
    try {
      const parameters = {
        ...actingFor(this.#stream.operation, this.#context.config),
        ...days,
        [batch.parameter]: ids,
      };
      const rows = await this.#askGroup(batch, this.#stream, groupOf(members), parameters);
      yield { rows, parameters, finished: members };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === "restricted_feature" && oneByOne !== undefined) {
        if (this.#oneByOne === undefined) {
          this.#session.log("INFO", `${error.message}; asking for one at a time with ${oneByOne.operation} instead`);
        }
        this.#oneByOne = oneByOne;
        yield* this.read(members, span);
      } else if (isAboutOne(error) && members.length > 1) {
        // One of them is refused, and the answer does not say which.
        const half = Math.ceil(members.length / 2);
        yield* this.read(members.slice(0, half), span);
        yield* this.read(members.slice(half), span);
      } else if (error.kind === "permission_denied" || error.kind === "not_found") {
        this.#session.log("WARN", `left out ${batch.parameter} ${ids.join()}: ${error.message}`);
        yield { rows: [], parameters: {}, finished: members };
      } else {
        throw error;
      }
    }
  }

  async #readOne(batch: Batch, oneByOne: OneByOne, partition: Partition, days: Parameters): Promise<SpanAnswer> {
    const id = String(partition.parameters[batch.parameter]);
    const parameters = {
      ...actingFor(oneByOne.operation, this.#context.config),
      ...days,
      [oneByOne.parameter]: id,
    };
    try {
      const rows = await this.#askGroup(batch, oneByOne, partition.group, parameters);
      return { rows, parameters, finished: [partition] };
    } catch (error) {
      if (!(error instanceof ApiError) || (error.kind !== "permission_denied" && error.kind !== "not_found"))
        throw error;
      this.#session.log("WARN", `left out ${oneByOne.parameter} ${id}: ${error.message}`);
      return { rows: [], parameters, finished: [partition] };
    }
  }

  /** Asks with the group's parameters, the next alternative where the API refuses one. */
  async #askGroup(
    { groupParameters }: Batch,
    how: { readonly operation: string; readonly rows: RowShape },
    group: string,
    parameters: Parameters,
  ): Promise<readonly JsonObject[]> {
    const alternatives = groupParameters?.[group] ?? [{}];
    for (let index = this.#accepted.get(group) ?? 0; ; index += 1) {
      try {
        const rows = await this.#ask(how, { ...parameters, ...alternatives[index] });
        this.#accepted.set(group, index);
        return rows;
      } catch (error) {
        const refused = error instanceof ApiError && error.kind === "invalid_request";
        if (!refused || index + 1 >= alternatives.length) throw error;
        this.#session.log("DEBUG", `${error.message}; asking for fewer metrics`);
      }
    }
  }

  #ask(
    how: { readonly operation: string; readonly rows: RowShape },
    parameters: Parameters,
  ): Promise<readonly JsonObject[]> {
    const { client } = this.#context;
    return client.ask(how.operation, parameters, this.#session.caller, (body) => pageOf(body, how.rows).rows);
  }

  #reading(): { readonly oneByOne?: OneByOne } {
    return this.#stream.reading.by === "analytics" ? this.#stream.reading : {};
  }
}

function groupOf(members: readonly Partition[]): string {
  return members[0]?.group ?? "";
}

/** Errors that one id of many can cause. */
function isAboutOne({ kind }: ApiError): boolean {
  return kind === "permission_denied" || kind === "not_found" || kind === "invalid_request";
}
