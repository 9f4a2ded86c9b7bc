import { isObject, type JsonObject } from "../../json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf, type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import { type Choices, choicesOf, readAdmitted, withValues } from "../access/admitted.ts";
import { isRefusal } from "../access/refusals.ts";
import type { ValueLists } from "../access/rejected-values.ts";
import type { Partition } from "../partitions/partition.ts";
import type { DaySpan } from "../progress/analytics.ts";
import { actingFor, commonParametersOf, parametersOf, type ReadContext } from "../read-context.ts";
import type { StreamSession } from "../stream-session.ts";

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
   * @throws ApiError, except that a member of a batch to which access is denied, or which is gone, only costs a warning
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

/** An operation, and where its rows are. */
type Asked = Pick<Stream, "operation" | "rows">;

/** How to ask for what. */
interface Question extends Asked {
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
  /** The keys of members that were skipped. */
  readonly #failed = new Set<string>();
  /** What was skipped because its request was rejected, though others like it are not. */
  readonly #suspects: { readonly error: ApiError; readonly parameter: string; readonly id: string }[] = [];

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
        const common = commonParametersOf(this.#stream, this.#context);
        const choices = choicesOf(this.#stream, common, partition.parameters);
        for await (const { rows } of this.#answersTo(this.#stream, choices, parameters, parameters)) {
          yield { rows, parameters, finished: [partition] };
        }
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
    // What failed by itself is not met again for other days.
    const open = members.filter(({ key }) => !this.#failed.has(key));
    if (open.length === 0) return;
    try {
      const { common, own } = this.#said(batch, question, open);
      const days = { start_date: span.from, end_date: span.through };
      const parameters = { ...common, ...own, ...days };
      const one =
        open.length === 1 ? parameters : { ...common, ...this.#said(batch, question, open.slice(0, 1)).own, ...days };
      const choices = choicesOf(this.#stream, common, own);
      const ofGroup = { ...choices, scope: JSON.stringify([choices.scope, open[0]?.group]) };
      for await (const { rows, ids } of this.#answersTo(question, ofGroup, parameters, one)) {
        this.#answers += 1;
        yield { rows, parameters, finished: this.#answered(open, ids, batch.parameter) };
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === "restricted_feature" && this.#oneByOne !== undefined && !this.#isSingle(question)) {
        if (!this.asksOneByOne) {
          const { operation } = this.#oneByOne;
          this.#session.log("INFO", `${error.message}; asking for one at a time with ${operation} instead`);
        }
        this.asksOneByOne = true;
        yield* this.read(open, span);
      } else if (!this.#isAboutOne(error) || this.#isAboutAll(question, this.#said(batch, question, open).own)) {
        throw error;
      } else if (open.length > 1) {
        // One of them is the cause, and the response does not say which.
        const half = Math.ceil(open.length / 2);
        yield* this.read(open.slice(0, half), span);
        yield* this.read(open.slice(half), span);
      } else {
        const [id = ""] = idsOf(batch, open);
        for (const { key } of open) this.#failed.add(key);
        if (isRefusal(error)) this.#refusals.push(error);
        else this.#suspects.push({ error, parameter: question.parameter, id });
        // It is not finished: when it opens up, it is read from the first day on.
        this.#session.skips.tell(error, { [question.parameter]: id });
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

  /** Whether access is denied to all of an ad account. */
  #isAboutAll({ operation }: Question, parameters: Parameters): boolean {
    return this.#context.client.isAdAccountDenied(operation, parameters);
  }

  /** What a request about the members says, but for its days: what all requests say, and what they have in common, with the IDs. */
  #said(batch: Batch, question: Question, members: readonly Partition[]) {
    const [first] = members;
    const { [batch.parameter]: _, ...shared } = first?.parameters ?? {};
    const ids = idsOf(batch, members);
    const [id = ""] = ids;
    return {
      common: {
        ...actingFor(question.operation, this.#context.config),
        ...this.#stream.parameters?.(this.#context),
        ...batch.groupParameters?.[first?.group ?? ""],
      },
      own: { ...shared, [question.parameter]: this.#isSingle(question) ? id : ids },
    };
  }

  /**
   * What a request gives, without the values that the API rejects.
   * @param one the same request about one thing, where it is about several: a smaller probe
   */
  #answersTo(question: Asked, choices: Choices, parameters: Parameters, one: Parameters): AsyncGenerator<Answer> {
    const { operation, rows } = question;
    const { client, rejectedValues } = this.#context;
    const { caller } = this.#session;
    const request = {
      ...choices,
      stream: this.#stream.name,
      operation,
      probe: (values: ValueLists) => client.call(operation, withValues(one, values), caller, () => undefined),
      isProbeSmaller: one !== parameters,
      log: (level: "INFO" | "WARN", message: string) => this.#session.log(level, message),
    };
    const required = requiredFields[operation];
    const decode = (body: unknown) => ({ rows: pageOf(body, rows, required).rows, ids: idsIn(body, rows) });
    return readAdmitted(rejectedValues, request, async function* (values) {
      yield await client.call(operation, withValues(parameters, values), caller, decode);
    });
  }
}

function idsOf({ parameter }: Batch, members: readonly Partition[]): readonly string[] {
  return members.map(({ parameters }) => String(parameters[parameter]));
}

/** What a response says. */
interface Answer {
  readonly rows: readonly JsonObject[];
  /** The IDs that it says something of; undefined: it does not have its rows by IDs, and may have none of an ID. */
  readonly ids: ReadonlySet<string> | undefined;
}

/** The keys of a response that is a map by ID. Under one that it has nothing of, the object is empty. */
function idsIn(body: unknown, shape: RowShape): ReadonlySet<string> | undefined {
  const [first] = rowPathOf(shape)?.steps ?? [];
  if (first?.into !== "entries" || first.keyAs === undefined || !isObject(body)) return undefined;
  return new Set(Object.keys(body).filter((id) => isObject(body[id]) && Object.keys(body[id]).length > 0));
}
