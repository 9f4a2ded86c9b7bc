import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { dayOf } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import type { PinterestClient } from "../pinterest/client.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import { operationNamed } from "../pinterest/operations/operations.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { LoadableJson } from "../protocol/loadable.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { anySignal, StoppedError } from "../signals.ts";
import { maxSlots, Slots, SlotsByCategory } from "../slots.ts";
import { pollOf, type Stream } from "../streams/stream.ts";
import { AccessClient } from "./access/access-client.ts";
import { isInaccessible, rateLimitEnd } from "./access/disposition.ts";
import { RejectedValues } from "./access/rejected-values.ts";
import { firstTen, nounOf } from "./access/resource.ts";
import { Skips, skipWarning } from "./access/skips.ts";
import { ChangeStamps } from "./changes/change-stamps.ts";
import type { Tracking } from "./changes/read-changes.ts";
import { trackingChoice } from "./changes/tracking-choice.ts";
import { Visibility } from "./changes/visibility.ts";
import { resolveStream } from "./configured-stream.ts";
import { explain } from "./explain.ts";
import { Output } from "./output/output.ts";
import { ReadSummary } from "./output/read-summary.ts";
import { RecordMakers } from "./output/record-makers.ts";
import { StreamStatusReport } from "./output/stream-status.ts";
import { PartitionRouter } from "./partitions/partition-router.ts";
import { type ReadPartition, SharedReads } from "./partitions/shared-reads.ts";
import { childPartitionsOf, commonParametersOf, withAncestors } from "./partitions/stream-partitions.ts";
import { findOwner, ownedBy, ownerIn } from "./progress/account-owner.ts";
import type { ReadContext, StreamRead } from "./read-context.ts";
import type { Loop } from "./read-stream.ts";
import { listPages } from "./readers/list-reader.ts";
import { PageBudget } from "./scheduler/page-budget.ts";
import { costOf, inReadingOrder, parentsFirst, withReadHistory } from "./scheduler/stream-order.ts";
import { readFrom } from "./stream-reading.ts";

/** The dependencies of a read. */
export interface ReadDependencies {
  readonly config: Config;
  readonly client: PinterestClient;
  readonly download: OpenDownload;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Aborts when the program receives a stop signal. */
  readonly signal: AbortSignal;
  /** All streams, configured or not. */
  readonly streams: readonly Stream[];
  readonly schemaOf: (stream: Stream) => Promise<JsonObject>;
  /** The platform's job (WORKER_JOB_ID), if any. */
  readonly job: string | undefined;
}

/**
 * Reads the configured streams concurrently and writes their messages. A stream that fails writes an ERROR trace and
 * ends INCOMPLETE; the others continue.
 * @returns whether all streams are complete
 */
export async function readStreams(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
): Promise<boolean> {
  const run = new Run(dependencies, configured);
  const outcomes: Promise<boolean>[] = [];
  for (const { configured: each, state } of run.inOrder(configured, states)) {
    const outcome = run.stream(each, state);
    outcomes.push(outcome);
    // The first response reveals the limits. Under a daily quota, each stream waits for the streams before it.
    await Promise.race([outcome, dependencies.client.firstResponse]);
    if (dependencies.client.hasQuota) await outcome;
  }
  const complete = (await Promise.all(outcomes)).filter((isComplete) => isComplete).length;
  if (run.isBegun) {
    dependencies.writer.log("INFO", `${complete} of ${outcomes.length} streams are complete: ${String(run.summary)}`);
  }
  return complete === outcomes.length;
}

/** The maximum number of files awaited concurrently. Each takes only an occasional request until it is ready. */
const maxOpenFiles = 30;

class Run {
  readonly #dependencies: ReadDependencies;
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #context: ReadContext;
  readonly #shared: SharedReads;
  /** Limits open slices, which take memory. Per rate limit, so that waiting for one doesn't delay the others. */
  readonly #openSlices: SlotsByCategory;
  readonly #numWorkers: number;
  /** Per rate limit. */
  readonly #pageBudgets = new Map<string, PageBudget>();
  readonly #openFiles = new Slots(maxOpenFiles);
  readonly #recordMakers: RecordMakers;
  /** Of all streams together. */
  readonly summary = new ReadSummary();
  isBegun = false;
  readonly #visibility: Visibility;

  constructor(dependencies: ReadDependencies, configured: readonly ConfiguredStream[]) {
    const { config, clock, random, download, job, signal } = dependencies;
    this.#dependencies = dependencies;
    this.#streams = new Map(dependencies.streams.map((stream) => [stream.name, stream]));
    this.#numWorkers = config.numWorkers ?? maxSlots;
    this.#openSlices = new SlotsByCategory(this.#numWorkers);
    const client = new AccessClient(dependencies.client, signal);
    this.#visibility = new Visibility(client, config);
    const wanted = configured.flatMap(({ descriptor }) => this.#streams.get(descriptor.name) ?? []);
    const rejectedValues = new RejectedValues(new Map(wanted.map(({ name, named }) => [name, named?.(config) ?? []])));
    const today = dayOf(clock.now());
    const facts = { config, today };
    this.#shared = new SharedReads(withAncestors(wanted, this.#streams), facts, this.#readPartition);
    const router = new PartitionRouter(this.#streams, facts, this.#shared);
    const shared = this.#shared;
    this.#context = {
      ...facts,
      client,
      rejectedValues,
      download,
      clock,
      random,
      job,
      warned: new Set(),
      router,
      shared,
    };
    this.#recordMakers = new RecordMakers(dependencies.schemaOf, today);
  }

  /** The streams in the order in which to begin them, with their states. */
  inOrder(configured: readonly ConfiguredStream[], states: ReadonlyMap<string, JsonObject>) {
    const candidates = configured.map((each) => {
      const { name } = each.descriptor;
      const stream = this.#streams.get(name);
      const state = states.get(name);
      return {
        name,
        configured: each,
        // One that is empty says nothing: some platforms keep one for a stream that has none.
        state: state === undefined || Object.keys(state).length === 0 ? undefined : state,
        isFullRefresh: each.syncMode === "full_refresh",
        cost: stream === undefined ? 0 : costOf(stream, this.#streams, this.#context),
        withParents: stream === undefined ? [] : withAncestors([stream], this.#streams).map((one) => one.name),
      };
    });
    return parentsFirst(inReadingOrder(candidates, this.#context));
  }

  /** Reads one stream; resolves to whether it is complete. */
  async stream(configured: ConfiguredStream, state: JsonObject | undefined): Promise<boolean> {
    const { writer, signal } = this.#dependencies;
    // A stream that never started has no status.
    if (signal.aborted) return false;
    this.isBegun = true;
    const status = new StreamStatusReport(writer, configured.descriptor);
    status.start();
    const stream = this.#streams.get(configured.descriptor.name);
    const shared = stream && this.#shared.begin(stream);
    try {
      await this.#read(configured, stream, state, status);
      status.complete();
      return true;
    } catch (error) {
      status.run();
      if (!(error instanceof StoppedError)) {
        const explained = explain(error, stream?.accessRequirement);
        writer.log("ERROR", `${configured.descriptor.name}: ${explained.message}`);
        writer.error(explained, configured.descriptor);
      }
      status.incomplete(rateLimitEnd(error));
      return false;
    } finally {
      shared?.end();
    }
  }

  async #read(
    configured: ConfiguredStream,
    named: Stream | undefined,
    state: JsonObject | undefined,
    status: StreamStatusReport,
  ): Promise<void> {
    const { writer, clock, config, signal, job } = this.#dependencies;
    const { descriptor } = configured;
    const { stream, mode } = resolveStream(configured, named, config, this.#streams.keys());
    const loadable = new LoadableJson(await this.#dependencies.schemaOf(stream));
    let owner = ownerIn(state);
    let trustedState = state;
    const summary = new ReadSummary(this.summary);
    const log = this.#logOf(stream);
    const { isStamped, isTracked } = trackingChoice(stream, configured, config, log);
    const stamps = isStamped ? ChangeStamps.after(state, clock) : undefined;
    const output = new Output({
      descriptor,
      writer,
      clock,
      loadable,
      summary,
      stamp: stamps && ((records) => stamps.stamp(records)),
      // An unchanged state is written as it was read.
      extendState: (next) =>
        next === state ? state : withReadHistory(trustedState, ownedBy(owner, next), job, summary.calls),
    });
    const halt = new AbortController();
    const readsFiles = pollOf(stream) !== undefined;
    let largestResponse = 0;
    const loop: Loop = {
      stream,
      output,
      log,
      skips: new Skips({ stream, log }, this.#context, summary),
      caller: {
        signal: anySignal(signal, halt.signal),
        onCall: (category) => {
          summary.call(category);
          status.run();
        },
        onResponse: (operation, length) => {
          if (operation === stream.operation) largestResponse = Math.max(largestResponse, length);
        },
        onRateLimit: (until) => {
          summary.wait(clock.now(), until);
          status.waitUntil(until);
        },
        onRetry: (error, delay) => log("WARN", `${error.message}; retrying in ${(delay / 1000).toFixed(1)} s`),
      },
      makeRecords: await this.#recordMakers.of(stream),
      signal,
      halt: () => halt.abort(),
      maxOpen: readsFiles ? maxOpenFiles : this.#numWorkers,
      whenSlotFree: (read) =>
        readsFiles
          ? this.#openFiles.run(read)
          : this.#openSlicesOf(stream).run(() => this.#pageBudgetOf(stream).run(largestResponse, read)),
    };
    try {
      owner = await findOwner(state, loop, this.#streams, this.#context, (rows) =>
        writer.trace({ type: "ESTIMATE", estimate: { ...descriptor, type: "STREAM", row_estimate: rows } }),
      );
      if (owner !== undefined && ownerIn(state) !== undefined && ownerIn(state) !== owner) {
        trustedState = undefined;
        log("WARN", "starting from the beginning, since the saved state belongs to another user account");
      }
      const tracking = isTracked && stamps ? this.#tracking(output, stamps, summary) : undefined;
      await readFrom(trustedState, mode, loop, this.#context, tracking);
    } catch (error) {
      // Without progress, the input state is still valid.
      if (mode === "incremental" && state !== undefined && !output.hasSavedState) output.saveState(state);
      throw error;
    } finally {
      this.#logSkippedRows(stream, summary);
      for (const [parameter, values] of this.#context.rejectedValues.removedFrom(stream.name)) {
        summary.skip(values.length, `rejected ${nounOf(parameter)} ${firstTen(values)}`);
      }
      if (loadable.summary !== undefined) log("WARN", loadable.summary);
      log("INFO", String(summary));
    }
  }

  #tracking(output: Output, stamps: ChangeStamps, summary: ReadSummary): Tracking {
    const streams = this.#streams;
    const newRouter = () =>
      new PartitionRouter(
        streams,
        this.#context,
        new SharedReads([...streams.values()], this.#context, this.#readPartition),
      );
    return { output, stamps, streams, newRouter, visibility: this.#visibility, calls: () => summary.calls };
  }

  /** Reads a partition of a parent stream for its child streams. */
  readonly #readPartition: ReadPartition = async (stream, parameters, partition, caller, take) => {
    const log = this.#logOf(stream);
    const makeRecords = await this.#recordMakers.of(stream);
    const common = { ...commonParametersOf(stream, this.#context), ...parameters };
    const specific = partition.parameters;
    try {
      await this.#openSlicesOf(stream).run(async () => {
        const list = listPages({ stream, caller, log, makeRecords }, { common, specific }, this.#context);
        for await (const each of list) take(each);
      });
      this.#logSkippedRows(stream, this.summary);
    } catch (error) {
      if (childPartitionsOf(stream).length > 0 && isInaccessible(error)) {
        const warning = skipWarning(error, specific, this.#context.warned);
        if (warning !== undefined) {
          log("WARN", warning);
          this.summary.skip(1, error.message);
        }
      }
      throw error;
    }
  };

  #pageBudgetOf({ operation }: Stream): PageBudget {
    const { category } = operationNamed(operation);
    const budget = this.#pageBudgets.get(category) ?? new PageBudget();
    this.#pageBudgets.set(category, budget);
    return budget;
  }

  #openSlicesOf({ operation }: Stream): Slots {
    return this.#openSlices.of(operationNamed(operation).category);
  }

  #logOf({ name }: Stream): StreamRead["log"] {
    return (level, message) => this.#dependencies.writer.log(level, `${name}: ${message}`);
  }

  /** Logs how many rows were skipped because they lack a field of the primary key. */
  #logSkippedRows(stream: Stream, summary: ReadSummary): void {
    for (const [field, count] of this.#recordMakers.takeSkipped(stream)) {
      const rows = count === 1 ? "1 row" : `${count.toLocaleString("en-US")} rows`;
      this.#logOf(stream)(
        "WARN",
        `skipped ${rows} that Pinterest returned without ${field}, a part of the primary key`,
      );
      summary.skip(count, `rows without ${field}`);
    }
  }
}
