import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { type Day, dayOf } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import { ApiError, StoppedError } from "../pinterest/api-error.ts";
import type { PinterestClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/download.ts";
import { operationNamed } from "../pinterest/operations.ts";
import { pages } from "../pinterest/pages.ts";
import { pageOf } from "../pinterest/rows.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { LoadableJson } from "../protocol/loadable.ts";
import type { StreamDescriptor, StreamStatus, SyncMode } from "../protocol/messages.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { anySignal } from "../signals.ts";
import { pollOf, type Stream } from "../streams/stream.ts";
import { explain } from "./explain.ts";
import { childPartitionsOf, Parents, type ReadPartition } from "./parents.ts";
import { describePartition } from "./partition.ts";
import { actingFor, parametersOf } from "./read-context.ts";
import { readStream } from "./read-stream.ts";
import { type RecordMaker, recordMaker } from "./records.ts";
import { isRefusal } from "./refusals.ts";
import { rateLimited, StreamSession } from "./stream-session.ts";
import { Workers, WorkersByCategory } from "./workers.ts";

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
  // No more streams at once than there are workers: a stream that waits for a worker is not under way. Reports wait for
  // the API most of the time, and wait side by side.
  const slots = new WorkersByCategory(parts.config.numWorkers);
  const outcomes = await Promise.all(
    configured.map((each) => {
      const read = () => run.stream(each, contentOf(states.get(each.descriptor.name)));
      const stream = run.streamOf(each);
      return stream === undefined || pollOf(stream) !== undefined ? read() : slots.of(categoryOf(stream)).run(read);
    }),
  );
  return outcomes.every((complete) => complete);
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
  readonly #today: Day;
  readonly #recordMakers = new Map<Stream, Promise<RecordMaker>>();
  #account: Promise<JsonObject> | undefined;

  constructor(parts: ReadParts, configured: readonly ConfiguredStream[]) {
    this.#parts = parts;
    this.#streams = new Map(parts.streams.map((stream) => [stream.name, stream]));
    this.#workers = new WorkersByCategory(parts.config.numWorkers);
    this.#today = dayOf(parts.clock.now());
    const wanted = configured.flatMap((each) => this.streamOf(each) ?? []);
    this.#parents = new Parents(
      this.#streams,
      wanted,
      { config: parts.config, today: this.#today },
      this.#readPartition,
    );
  }

  /** The stream that is meant; undefined: there is none of that name. */
  streamOf({ descriptor }: ConfiguredStream): Stream | undefined {
    return this.#streams.get(descriptor.name);
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
        const explained = explain(error, this.streamOf(configured)?.gate);
        writer.log("ERROR", `${descriptor.name}: ${explained.message}`);
        writer.error(explained, descriptor);
      }
      status("INCOMPLETE", error instanceof ApiError && error.kind === "rate_limited" ? error.retryAt : undefined);
      return false;
    }
  }

  async #read(configured: ConfiguredStream, state: JsonObject | undefined): Promise<void> {
    const { writer, clock, random, config, client, download, signal, job } = this.#parts;
    const { descriptor } = configured;
    const { stream, mode } = this.#resolve(configured);
    const loadable = new LoadableJson(await this.#parts.schemaOf(stream));
    const session = new StreamSession({
      descriptor,
      writer,
      clock,
      signal,
      workers: pollOf(stream) === undefined ? this.#workers.of(categoryOf(stream)) : this.#jobs,
      makeRecords: await this.#recordMakerOf(stream),
      loadable,
      children: childPartitionsOf(stream).length > 0,
    });
    const estimated = this.#estimate(stream, descriptor, session);
    try {
      await readStream(stream, mode, state, session, {
        config,
        client,
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
      await estimated;
      if (loadable.summary !== undefined) session.log("WARN", loadable.summary);
      session.log("INFO", `read ${session.records} records with ${session.calls} API calls`);
    }
  }

  #resolve(configured: ConfiguredStream): { stream: Stream; mode: SyncMode } {
    const { name } = configured.descriptor;
    const { syncMode } = configured;
    const stream = this.streamOf(configured);
    if (stream === undefined) {
      throw new ConnectorError(
        "config_error",
        `The configured catalog names the stream "${name}", which this source does not have. Refresh the source's schema and remove the stream from the connection.`,
      );
    }
    if (stream.problem !== undefined) throw new ConnectorError("config_error", stream.problem);
    const missing = stream.needs?.find(({ isGiven }) => !isGiven(this.#parts.config));
    if (missing !== undefined) {
      throw new ConnectorError(
        "config_error",
        `The stream "${name}" needs "${missing.setting}", which the configuration leaves out. Give it, or remove the stream from the connection.`,
      );
    }
    if (typeof syncMode !== "string") {
      throw new ConnectorError(
        "config_error",
        `The configured catalog's sync_mode of the stream "${name}" must be "full_refresh" or "incremental", not "${syncMode.unknown}".`,
      );
    }
    return { stream, mode: syncMode };
  }

  /** Tells about how many rows a stream has, where the account's own counts say so. */
  async #estimate({ estimate }: Stream, descriptor: StreamDescriptor, session: StreamSession): Promise<void> {
    if (estimate === undefined) return;
    const { client, config, writer } = this.#parts;
    const operation = "user_account/get";
    // An estimate is a courtesy: it is not waited for.
    const halt = new AbortController();
    const once = {
      ...session.caller,
      signal: anySignal(session.caller.signal, halt.signal),
      onRetry: () => halt.abort(),
      onRateLimit: () => halt.abort(),
    };
    this.#account ??= client.ask(operation, actingFor(operation, config), once, (body) => {
      const [account = {}] = pageOf(body, "object").rows;
      return account;
    });
    try {
      const count = (await this.#account)[estimate];
      if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) {
        writer.trace({ type: "ESTIMATE", estimate: { ...descriptor, type: "STREAM", row_estimate: count } });
      }
    } catch (error) {
      session.log("DEBUG", `no estimate: ${explain(error).message}`);
    }
  }

  /** As reading the parents' stream itself would. */
  readonly #readPartition: ReadPartition = async (stream, parameters, partition, caller, take) => {
    const { config, client, writer } = this.#parts;
    const makeRecords = await this.#recordMakerOf(stream);
    const asked = { ...parametersOf(stream, partition, { config, today: this.#today }), ...parameters };
    try {
      await this.#workers.of(categoryOf(stream)).run(async () => {
        for await (const { rows } of pages(client, stream.operation, stream.rows, asked, caller)) {
          for (const record of makeRecords(rows, asked)) take(record);
        }
      });
    } catch (error) {
      if (childPartitionsOf(stream).length > 0 && isRefusal(error)) {
        writer.log("WARN", `${stream.name}: left out ${describePartition(partition)}: ${error.message}`);
      }
      throw error;
    }
  };

  #recordMakerOf(stream: Stream): Promise<RecordMaker> {
    const known = this.#recordMakers.get(stream);
    const maker = known ?? this.#parts.schemaOf(stream).then((schema) => recordMaker(stream, schema));
    if (known === undefined) this.#recordMakers.set(stream, maker);
    return maker;
  }
}
