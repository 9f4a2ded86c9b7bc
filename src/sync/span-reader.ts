import { isObject, type JsonObject } from "../json.ts";
import { ApiError } from "../pinterest/api-error.ts";
import type { Parameters } from "../pinterest/operations.ts";
import { pageOf, placeOf, type RowShape } from "../pinterest/rows.ts";
import type { AnalyticsReading, Batch, Stream } from "../streams/stream.ts";
import type { DaySpan } from "./analytics.ts";
import type { Partition } from "./partition.ts";
import { actingFor, parametersOf, type ReadContext } from "./read-context.ts";
import { isRefusal } from "./refusals.ts";
import type { StreamSession } from "./stream-session.ts";

/** Rows of some partitions: all that the span has of them. */
export interface SpanAnswer {
  readonly rows: readonly JsonObject[];
  /** What the request said. */
  readonly parameters: Parameters;
  readonly finished: readonly Partition[];
}

/** Where the rows of days come from. */
export interface SpanSource {
  /**
   * The rows of partitions that may share a request, for the days of the span.
   * @throws ApiError, except that a member of a batch which may not be seen or is gone only costs a warning
   */
  read(members: readonly Partition[], span: DaySpan): AsyncGenerator<SpanAnswer>;
  /** Whether the API has refused batches. */
  readonly asksOneByOne: boolean;
  /** The error to report when no partition was answered and each one was denied, or is gone. */
  refusalOfAll(): ApiError | undefined;
  /** The error to report when the rest is read: it names the ids that the API took for wrong, and answers no more. */
  refusalOfSome(): ApiError | undefined;
}

/** So many ids may be refused alone before any is answered; then the request is wrong in itself. */
const mostSuspects = 3;

/** So many ids are named in an error. */
const mostNamed = 10;

/** How to ask for what: an operation, and where its rows are. */
interface Question {
  readonly operation: string;
  readonly rows: RowShape;
  /** The parameter that takes the ids, or the id. */
  readonly parameter: string;
}

/** Asks for the days of a span, for one partition or a batch of them, in whatever way the API allows. */
export class SpanReader implements SpanSource {
  readonly #stream: Stream;
  readonly #batch: Batch | undefined;
  readonly #oneByOne: AnalyticsReading["oneByOne"];
  readonly #session: StreamSession;
  readonly #context: ReadContext;
  asksOneByOne = false;
  #answers = 0;
  #hasToldMissing = false;
  readonly #refusals: ApiError[] = [];
  /** What was left out because its request was wrong, though others like it are not. */
  readonly #suspects: { readonly error: ApiError; readonly parameter: string; readonly id: string }[] = [];
  /** Which of a group's alternative parameters the API has taken. */
  readonly #accepted = new Map<string, number>();

  constructor(stream: Stream, session: StreamSession, context: ReadContext) {
    this.#stream = stream;
    this.#batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
    this.#oneByOne = stream.reading.by === "analytics" ? stream.reading.oneByOne : undefined;
    this.#session = session;
    this.#context = context;
  }

  async *read(members: readonly Partition[], span: DaySpan): AsyncGenerator<SpanAnswer> {
    const days = { start_date: span.from, end_date: span.through };
    const batch = this.#batch;
    if (batch === undefined) {
      for (const partition of members) {
        const parameters = { ...parametersOf(this.#stream, partition, this.#context), ...days };
        const { rows } = await this.#ask(this.#stream, parameters);
        yield { rows, parameters, finished: [partition] };
      }
    } else if (this.asksOneByOne && this.#oneByOne !== undefined) {
      for (const partition of members) yield* this.#readSome(batch, this.#oneByOne, [partition], span);
    } else {
      yield* this.#readSome(batch, { ...this.#stream, parameter: batch.parameter }, members, span);
    }
  }

  refusalOfAll(): ApiError | undefined {
    return this.#answers === 0 ? (this.#session.refusalOfAll(this.#refusals) ?? this.#suspicion()) : undefined;
  }

  refusalOfSome(): ApiError | undefined {
    return this.#answers === 0 ? undefined : this.#suspicion();
  }

  #suspicion(): ApiError | undefined {
    const [first] = this.#suspects;
    if (first === undefined) return undefined;
    const { kind, operation, status, code, reason, requestId } = first.error;
    const ids = this.#suspects.map(({ id }) => id);
    const named = ids.length <= mostNamed ? ids.join(", ") : `${ids.slice(0, mostNamed).join(", ")} and more`;
    return new ApiError({
      kind,
      operation,
      status,
      code,
      reason: `${reason} (${first.parameter} ${named})`,
      requestId,
    });
  }

  async *#readSome(
    batch: Batch,
    question: Question,
    members: readonly Partition[],
    span: DaySpan,
  ): AsyncGenerator<SpanAnswer> {
    try {
      const parameters = this.#parametersOf(batch, question, members, span);
      const { rows, ids } = await this.#askGroup(batch, question, members[0]?.group ?? "", parameters);
      this.#answers += 1;
      yield { rows, parameters, finished: this.#answered(members, ids, batch.parameter) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === "restricted_feature" && this.#oneByOne !== undefined && !this.#isSingle(question)) {
        if (!this.asksOneByOne) {
          const { operation } = this.#oneByOne;
          this.#session.log("INFO", `${error.message}; asking for one at a time with ${operation} instead`);
        }
        this.asksOneByOne = true;
        yield* this.read(members, span);
      } else if (this.#isAboutOne(error) && members.length > 1) {
        // One of them is refused, and the answer does not say which.
        const half = Math.ceil(members.length / 2);
        yield* this.read(members.slice(0, half), span);
        yield* this.read(members.slice(half), span);
      } else if (this.#isAboutOne(error)) {
        if (isRefusal(error)) this.#refusals.push(error);
        const id = members.map(({ parameters }) => parameters[batch.parameter]).join();
        if (error.kind === "invalid_request") this.#suspects.push({ error, parameter: question.parameter, id });
        // It is not finished: when it opens up, it is read from the first day on.
        this.#session.log("WARN", `left out ${question.parameter} ${id}: ${error.message}`);
      } else {
        throw error;
      }
    }
  }

  /** The members that a response is about. One that it leaves out is not finished: its days are read again later. */
  #answered(
    members: readonly Partition[],
    ids: ReadonlySet<string> | undefined,
    parameter: string,
  ): readonly Partition[] {
    if (ids === undefined) return members;
    const idOf = ({ parameters }: Partition) => String(parameters[parameter]);
    const missing = members.filter((member) => !ids.has(idOf(member)));
    if (missing.length === 0) return members;
    const named = missing.slice(0, mostNamed).map(idOf).join(", ");
    this.#session.log(
      this.#hasToldMissing ? "DEBUG" : "WARN",
      `the response to ${this.#stream.operation} left out ${missing.length} of ${members.length} IDs (${named}${missing.length > mostNamed ? " and more" : ""}); the next sync reads their days again`,
    );
    this.#hasToldMissing = true;
    return members.filter((member) => ids.has(idOf(member)));
  }

  #isSingle({ operation }: Question): boolean {
    return operation === this.#oneByOne?.operation;
  }

  /** Whether one id of many can have caused the error. A request that others like it succeeded with is not wrong in itself. */
  #isAboutOne(error: ApiError): boolean {
    const isDoubtful = this.#answers > 0 || this.#suspects.length < mostSuspects;
    return (error.kind === "invalid_request" && isDoubtful) || isRefusal(error);
  }

  /** What a request about the members says: what they have in common, the ids, and the days. */
  #parametersOf(
    batch: Batch,
    question: Question,
    members: readonly Partition[],
    { from, through }: DaySpan,
  ): Parameters {
    const { [batch.parameter]: _, ...shared } = members[0]?.parameters ?? {};
    const ids = members.map(({ parameters }) => String(parameters[batch.parameter]));
    const [id = ""] = ids;
    return {
      ...actingFor(question.operation, this.#context.config),
      ...this.#stream.parameters?.(this.#context),
      ...shared,
      start_date: from,
      end_date: through,
      [question.parameter]: this.#isSingle(question) ? id : ids,
    };
  }

  /** Asks with the group's parameters, the next alternative where the API refuses one that it has not taken before. */
  async #askGroup(
    { groupParameters }: Batch,
    question: Question,
    group: string,
    parameters: Parameters,
  ): Promise<Answer> {
    const alternatives = groupParameters?.[group] ?? [{}];
    for (let index = this.#accepted.get(group) ?? 0; ; index += 1) {
      try {
        const answer = await this.#ask(question, { ...parameters, ...alternatives[index] });
        this.#accepted.set(group, index);
        return answer;
      } catch (error) {
        const refused = error instanceof ApiError && error.kind === "invalid_request";
        if (!refused || index + 1 >= alternatives.length || this.#accepted.has(group)) throw error;
        this.#session.log("DEBUG", `${error.message}; asking for fewer metrics`);
      }
    }
  }

  #ask(
    { operation, rows: shape }: { readonly operation: string; readonly rows: RowShape },
    parameters: Parameters,
  ): Promise<Answer> {
    const { client } = this.#context;
    return client.ask(operation, parameters, this.#session.caller, (body) => ({
      rows: pageOf(body, shape).rows,
      ids: idsIn(body, shape),
    }));
  }
}

/** What came back for a question. */
interface Answer {
  readonly rows: readonly JsonObject[];
  /** The IDs that it says something of; undefined: it does not have its rows by IDs, and may have none of an ID. */
  readonly ids: ReadonlySet<string> | undefined;
}

/** The keys of a response that is a map by ID. Under one that it has nothing of, the object is empty. */
function idsIn(body: unknown, shape: RowShape): ReadonlySet<string> | undefined {
  const [first] = placeOf(shape)?.steps ?? [];
  if (first?.into !== "entries" || first.keyAs === undefined || !isObject(body)) return undefined;
  return new Set(Object.keys(body).filter((id) => isObject(body[id]) && Object.keys(body[id]).length > 0));
}
