import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { type Day, dayOf } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import type { PinterestClient } from "../pinterest/client.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import { operationNamed } from "../pinterest/operations/operations.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { LoadableJson } from "../protocol/loadable.ts";
import type { StreamStatus } from "../protocol/messages.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { StoppedError } from "../signals.ts";
import { pollOf, type Stream } from "../streams/stream.ts";
import { AccessClient } from "./access/access-client.ts";
import { Notices } from "./access/notices.ts";
import { isRefusal } from "./access/refusals.ts";
import { RejectedValues } from "./access/rejected-values.ts";
import { resolveStream } from "./configured-stream.ts";
import { explain } from "./explain.ts";
import { type RecordMaker, recordMaker } from "./output/records.ts";
import { SkippedRows } from "./output/skipped-rows.ts";
import { childPartitionsOf, Parents, type ReadPartition } from "./partitions/parents.ts";
import { isPassing, ownedBy, ownerDigest, ownerIn, ownerParameters, UserAccounts } from "./progress/account-owner.ts";
import { isDoneBy, type Occasion } from "./progress/job.ts";
import { commonParametersOf } from "./read-context.ts";
import { readStream } from "./read-stream.ts";
import { admittedPages } from "./readers/list-pages.ts";
import { costOf } from "./scheduler/stream-cost.ts";
import { inReadingOrder, withStanding } from "./scheduler/stream-order.ts";
import { usualWorkers, Workers, WorkersByCategory } from "./scheduler/workers.ts";
import { rateLimited, StreamSession } from "./stream-session.ts";

/** What a read needs from outside. */
export interface ReadParts {
  readonly config: Config;
  readonly client: PinterestClient;
  readonly download: OpenDownload;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Aborts when the program is asked to stop. */
  readonly signal: AbortSignal;
  /** Every stream there is. */
  readonly streams: readonly Stream[];
  readonly schemaOf: (stream: Stream) => Promise<JsonObject>;
  /** The platform's job, if it told (WORKER_JOB_ID). */
  readonly job: string | undefined;
}

/**
 * Reads the configured streams side by side and writes their messages. A stream that fails says so with an ERROR
 * trace and ends INCOMPLETE; the others go on.
 * @returns whether every stream is complete
 */
export async function readStreams(
  parts: ReadParts,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
): Promise<boolean> {
  const run = new Run(parts, configured);
  const candidates = configured.map((each) => ({
    configured: each,
    state: contentOf(states.get(each.descriptor.name)),
    isFullRefresh: each.syncMode === "full_refresh",
    cost: run.costOf(each),
  }));
  // No more streams at once than there are workers: a stream that waits for a worker is not under way. Reports wait for
  // the API most of the time, and wait side by side.
  const slots = new WorkersByCategory(parts.config.numWorkers ?? usualWorkers);
  const outcomes: Promise<boolean>[] = [];
  for (const { configured: each, state } of inReadingOrder(candidates, run.occasion)) {
    const read = () => run.stream(each, state);
    const stream = run.streamOf(each);
    const outcome =
      stream === undefined || pollOf(stream) !== undefined ? read() : slots.of(categoryOf(stream)).run(read);
    outcomes.push(outcome);
    // The first response tells the limits. Under a daily quota each stream waits for those before it.
    await Promise.race([outcome, parts.client.firstResponse]);
    if (parts.client.hasQuota) await outcome;
  }
  return (await Promise.all(outcomes)).every((complete) => complete);
}

/** Whose rate limit the stream is read under. */
function categoryOf({ operation }: Stream): string {
  return operationNamed(operation).category;
}

/** A state that is empty says nothing: some platforms keep one for a stream that has none. */
function contentOf(state: JsonObject | undefined): JsonObject | undefined {
  return state === undefined || Object.keys(state).length === 0 ? undefined : state;
}

/** So many report jobs are under way at once. A job is a request now and then, until its file is there. */
const jobsAtOnce = 30;

class Run {
  readonly #parts: ReadParts;
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #parents: Parents;
  readonly #workers: WorkersByCategory;
  readonly #jobs = new Workers(jobsAtOnce);
  readonly #client: AccessClient;
  readonly #rejectedValues: RejectedValues;
  readonly #notices = new Notices();
  readonly #today: Day;
  readonly #recordMakers = new Map<Stream, Promise<RecordMaker>>();
  readonly #skipped = new SkippedRows();
  readonly #accounts: UserAccounts;

  constructor(parts: ReadParts, configured: readonly ConfiguredStream[]) {
    this.#parts = parts;
    this.#streams = new Map(parts.streams.map((stream) => [stream.name, stream]));
    this.#workers = new WorkersByCategory(parts.config.numWorkers ?? usualWorkers);
    this.#today = dayOf(parts.clock.now());
    this.#client = new AccessClient(parts.client);
    this.#accounts = new UserAccounts(this.#client, parts.signal);
    const wanted = configured.flatMap((each) => this.streamOf(each) ?? []);
    this.#rejectedValues = new RejectedValues(
      new Map(wanted.map(({ name, named }) => [name, named?.(parts.config) ?? []])),
    );
    this.#parents = new Parents(
      this.#streams,
      wanted,
      { config: parts.config, today: this.#today },
      this.#readPartition,
    );
  }

  get occasion(): Occasion {
    return { job: this.#parts.job, today: this.#today };
  }

  /** The stream that is meant; undefined: there is none of that name. */
  streamOf({ descriptor }: ConfiguredStream): Stream | undefined {
    return this.#streams.get(descriptor.name);
  }

  /** Roughly how many requests the stream takes. */
  costOf(configured: ConfiguredStream): number {
    const stream = this.streamOf(configured);
    const { config } = this.#parts;
    return stream === undefined ? 0 : costOf(stream, this.#streams, { config, today: this.#today });
  }

  /** Reads one stream; resolves to whether it is complete. */
  async stream(configured: ConfiguredStream, state: JsonObject | undefined): Promise<boolean> {
    const { writer, signal } = this.#parts;
    const { descriptor } = configured;
    const status = (next: StreamStatus, quotaReset?: number) =>
      writer.trace({
        type: "STREAM_STATUS",
        stream_status: {
          stream_descriptor: descriptor,
          status: next,
          ...(quotaReset === undefined ? {} : { reasons: [rateLimited(quotaReset)] }),
        },
      });
    // What was not begun has no status to report.
    if (signal.aborted) return false;
    status("STARTED");
    status("RUNNING");
    try {
      await this.#read(configured, state);
      status("COMPLETE");
      return true;
    } catch (error) {
      if (!(error instanceof StoppedError)) {
        const explained = explain(error, this.streamOf(configured)?.accessRequirement);
        writer.log("ERROR", `${descriptor.name}: ${explained.message}`);
        writer.error(explained, descriptor);
      }
      status("INCOMPLETE", error instanceof ApiError && error.kind === "rate_limited" ? error.retryAt : undefined);
      return false;
    }
  }

  async #read(configured: ConfiguredStream, state: JsonObject | undefined): Promise<void> {
    const { writer, clock, random, config, download, signal, job } = this.#parts;
    const known = { client: this.#client, rejectedValues: this.#rejectedValues, notices: this.#notices };
    const { descriptor } = configured;
    const { stream, mode } = resolveStream(configured, this.streamOf(configured), config, this.#streams.keys());
    const loadable = new LoadableJson(await this.#parts.schemaOf(stream));
    let owner = ownerIn(state);
    let followed = state;
    const session: StreamSession = new StreamSession({
      descriptor,
      writer,
      clock,
      signal,
      workers: pollOf(stream) === undefined ? this.#workers.of(categoryOf(stream)) : this.#jobs,
      makeRecords: await this.#recordMakerOf(stream),
      loadable,
      stream,
      config,
      ...known,
      // What came in goes out as it was.
      sign: (next) => (next === state ? state : withStanding(followed, ownedBy(owner, next), job, session.calls)),
    });
    try {
      owner = await this.#ownerOf(stream, configured, state, session);
      if (owner !== undefined && ownerIn(state) !== undefined && ownerIn(state) !== owner) {
        followed = undefined;
        session.log("WARN", "starting from the beginning, since the saved state belongs to another user account");
      }
      await readStream(stream, mode, followed, session, {
        ...known,
        config,
        download,
        clock,
        random,
        today: this.#today,
        job,
        parents: this.#parents,
      });
    } catch (error) {
      // Nothing new to save: what held before still does.
      if (mode === "incremental" && state !== undefined && !session.savedState) session.saveState(state);
      throw error;
    } finally {
      this.#warnOfSkipped(stream);
      if (loadable.summary !== undefined) session.log("WARN", loadable.summary);
      session.log("INFO", `read ${session.records} records with ${session.calls} API calls`);
    }
  }

  /**
   * Finds whose records a stream has, and tells about how many there are, where the account's own counts say so.
   * @returns the digest for the stream's states; undefined for a stream of an ad account, or where Pinterest does not tell
   * @throws what may pass, if a state is not to be followed until it is known whose it is
   */
  async #ownerOf(
    stream: Stream,
    { descriptor }: ConfiguredStream,
    state: JsonObject | undefined,
    session: StreamSession,
  ): Promise<string | undefined> {
    const { config, writer, job } = this.#parts;
    const parameters = ownerParameters(stream, this.#streams, config);
    if (parameters === undefined) return undefined;
    // Nothing will be read.
    if (isDoneBy(job, state)) return ownerIn(state);
    try {
      const account = await this.#accounts.read(parameters, session.caller);
      const count = stream.estimate === undefined ? undefined : account[stream.estimate];
      if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) {
        writer.trace({ type: "ESTIMATE", estimate: { ...descriptor, type: "STREAM", row_estimate: count } });
      }
      return ownerDigest(account) ?? ownerIn(state);
    } catch (error) {
      if (error instanceof StoppedError || (ownerIn(state) !== undefined && isPassing(error))) throw error;
      session.log("DEBUG", `the user account is not known: ${explain(error).message}`);
      return ownerIn(state);
    }
  }

  /** As reading the parents' stream itself would. */
  readonly #readPartition: ReadPartition = async (stream, parameters, partition, caller, take) => {
    const { config, writer } = this.#parts;
    const makeRecords = await this.#recordMakerOf(stream);
    const log = (level: "INFO" | "WARN", message: string) => writer.log(level, `${stream.name}: ${message}`);
    const common = { ...commonParametersOf(stream, { config, today: this.#today }), ...parameters };
    const own = partition.parameters;
    const known = { client: this.#client, rejectedValues: this.#rejectedValues };
    try {
      await this.#workers.of(categoryOf(stream)).run(async () => {
        for await (const { rows } of admittedPages(stream, { common, own }, { caller, log }, known)) {
          for (const record of makeRecords(rows, { ...common, ...own })) take(record);
        }
      });
      this.#warnOfSkipped(stream);
    } catch (error) {
      if (childPartitionsOf(stream).length > 0 && isRefusal(error)) {
        const notice = this.#notices.ofSkipped(error, own);
        if (notice !== undefined) log("WARN", notice);
      }
      throw error;
    }
  };

  #recordMakerOf(stream: Stream): Promise<RecordMaker> {
    const known = this.#recordMakers.get(stream);
    const maker =
      known ??
      this.#parts
        .schemaOf(stream)
        .then((schema) => recordMaker(stream, schema, (field) => this.#skipped.add(stream, field)));
    if (known === undefined) this.#recordMakers.set(stream, maker);
    return maker;
  }

  #warnOfSkipped(stream: Stream): void {
    for (const warning of this.#skipped.takeWarnings(stream)) this.#parts.writer.log("WARN", warning);
  }
}
