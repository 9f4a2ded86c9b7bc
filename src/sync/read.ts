import type { Clock } from "../base/clock.ts";
import { countOf } from "../base/count-of.ts";
import { dayOf } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { anySignal, StoppedError } from "../base/signals.ts";
import type { Config } from "../config/config.ts";
import type { PinterestClient } from "../pinterest/client.ts";
import { maxSlots } from "../pinterest/limits/slots.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { LoadableJson } from "../protocol/loadable.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { pollOf, type Stream } from "../streams/stream.ts";
import { resolveStream } from "./configured-stream.ts";
import type { ReadContext } from "./context.ts";
import { Exclusions } from "./exclusions/exclusions.ts";
import { ExclusionReport, NamedSettings, warnOfSkip } from "./exclusions/report.ts";
import { type ClientRun, StreamClient } from "./exclusions/stream-client.ts";
import { UserAccounts } from "./exclusions/user-account.ts";
import { isInaccessible, rateLimitEnd } from "./failures/disposition.ts";
import { explain } from "./failures/explain.ts";
import { Output } from "./output/output.ts";
import { ReadSummary } from "./output/read-summary.ts";
import { RecordMakers } from "./output/records.ts";
import { StreamStatusReport } from "./output/stream-status.ts";
import { PartitionRouter } from "./partitions/partition-router.ts";
import { type ReadPartition, SharedReads } from "./partitions/shared-reads.ts";
import { type Loop, readStream } from "./read-stream.ts";
import { listPages } from "./readers/list-reader.ts";
import { inReadingOrder, parentsFirst, servedIn } from "./schedule/stream-order.ts";
import { setUp } from "./setup.ts";
import type { Page } from "./slice.ts";
import { findOwner, ownedBy, ownerIn } from "./state/account-owner.ts";
import { stateVersion } from "./state/state-format.ts";
import { definedAs, validState } from "./state/valid-state.ts";
import { callerOf } from "./stream-caller.ts";
import type { StreamLog } from "./stream-log.ts";
import { childPartitionsOf, commonParametersOf, withAncestors } from "./stream-partitions.ts";
import { ChangeStamps } from "./tracking/change-stamps.ts";
import { trackingChoice } from "./tracking/tracking-choice.ts";
import { Visibility } from "./tracking/visibility.ts";

/** The dependencies of a read. */
export interface ReadDependencies {
  readonly config: Config;
  readonly client: PinterestClient;
  readonly download: OpenDownload;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  /** Returns the time of the API by its responses, epoch milliseconds; undefined: that of the clock. */
  readonly serverNow?: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Aborts when the program receives a stop signal. */
  readonly signal: AbortSignal;
  /** All streams, configured or not. */
  readonly streams: readonly Stream[];
  readonly schemaOf: (stream: Stream) => Promise<JsonObject>;
  /** Returns sentences to add to the errors of streams: what might be the cause on this machine. */
  readonly remarks?: () => readonly string[];
  /** The platform's job (WORKER_JOB_ID), if any. */
  readonly job: string | undefined;
}

/**
 * Reads the configured streams concurrently and writes their messages. A stream that fails writes an ERROR trace and
 * ends INCOMPLETE; the others continue.
 * @param summary counts what the streams do
 * @returns whether all streams are complete
 */
export async function readStreams(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  summary = new ReadSummary(),
): Promise<boolean> {
  const run = new Run(dependencies, configured, summary);
  const outcomes: Promise<boolean>[] = [];
  for (const { configuredStream, state } of run.inOrder(configured, states)) {
    const outcome = run.stream(configuredStream, state);
    outcomes.push(outcome);
    // The first response reveals the limits. Under a daily quota, each stream waits for the streams before it.
    await Promise.race([outcome, dependencies.client.firstResponse]);
    if (dependencies.client.hasQuota) await outcome;
  }
  const complete = (await Promise.all(outcomes)).filter((isComplete) => isComplete).length;
  if (run.isBegun) {
    dependencies.writer.log("INFO", `${complete} of ${outcomes.length} streams are complete: ${String(summary)}`);
  }
  return complete === outcomes.length;
}

/** The maximum number of files of a stream awaited concurrently. Each takes only an occasional request until it is ready. */
const maxOpenFiles = 30;

class Run {
  readonly #dependencies: ReadDependencies;
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #context: ReadContext;
  readonly #shared: SharedReads;
  readonly #recordMakers: RecordMakers;
  readonly #summary: ReadSummary;
  readonly #clients: ClientRun;
  readonly #visibility: Visibility;
  /** Keys of messages that are logged once. */
  readonly #said = new Set<string>();
  isBegun = false;

  constructor(dependencies: ReadDependencies, configured: readonly ConfiguredStream[], summary: ReadSummary) {
    const { config, clock, random, download, job, signal, serverNow = () => clock.now() } = dependencies;
    this.#dependencies = dependencies;
    this.#summary = summary;
    this.#streams = new Map(dependencies.streams.map((stream) => [stream.name, stream]));
    const exclusions = new Exclusions();
    const shared = { exclusions, accounts: new UserAccounts(), proofs: new Map(), clock, random, signal };
    this.#clients = { client: dependencies.client, ...shared };
    this.#visibility = new Visibility(config);
    const wanted = configured.flatMap(({ descriptor }) => this.#streams.get(descriptor.name) ?? []);
    const facts = { config, today: dayOf(clock.now()) };
    this.#shared = new SharedReads(withAncestors(wanted, this.#streams), facts, this.#readPartition);
    const router = new PartitionRouter(this.#streams, facts, this.#shared);
    this.#context = {
      ...facts,
      exclusions,
      settings: new NamedSettings(wanted, config),
      download,
      clock,
      serverNow,
      random,
      job,
      router,
      shared: this.#shared,
    };
    this.#recordMakers = new RecordMakers(dependencies.schemaOf, facts.today);
  }

  /** Returns the streams in the order in which to begin them, with their states. */
  inOrder(configured: readonly ConfiguredStream[], states: ReadonlyMap<string, JsonObject>) {
    const candidates = configured.map((configuredStream) => {
      const { name } = configuredStream.descriptor;
      const stream = this.#streams.get(name);
      const state = states.get(name);
      return {
        name,
        configuredStream,
        // Some platforms store an empty state for a stream without one.
        state: state === undefined || Object.keys(state).length === 0 ? undefined : state,
        isFullRefresh: configuredStream.syncMode === "full_refresh",
        withParents:
          stream === undefined ? [] : withAncestors([stream], this.#streams).map(({ name: parent }) => parent),
      };
    });
    return parentsFirst(inReadingOrder(candidates, this.#context.today));
  }

  /** Reads one stream. Resolves to whether it is complete. */
  async stream(configured: ConfiguredStream, state: JsonObject | undefined): Promise<boolean> {
    const { writer, signal, remarks } = this.#dependencies;
    // A stream that never started has no status.
    if (signal.aborted) return false;
    const isFirst = !this.isBegun;
    this.isBegun = true;
    const { name } = configured.descriptor;
    const status = new StreamStatusReport(writer, configured.descriptor);
    status.start();
    const stream = this.#streams.get(name);
    const shared = stream && this.#shared.begin(stream);
    try {
      await this.#read(configured, stream, state, status, isFirst);
      status.complete();
      return true;
    } catch (error) {
      status.run();
      if (!(error instanceof StoppedError)) {
        const { config, settings } = this.#context;
        const named = (stream?.named?.(config) ?? []).map(({ setting }) => setting);
        const { accessRequirement } = stream ?? {};
        const cause = explain(error, { accessRequirement, settings: named, names: config.names });
        const { message } = (stream && settings.problemOf(stream, this.#context)) ?? cause;
        const explained = cause.with([...(cause.message.startsWith(message) ? [] : [message]), ...(remarks?.() ?? [])]);
        writer.log("ERROR", `${name}: ${explained.message}`);
        writer.error(explained, configured.descriptor);
      }
      status.incomplete(rateLimitEnd(error));
      return false;
    } finally {
      shared?.end();
      this.#context.settings.end(name);
    }
  }

  async #read(
    configured: ConfiguredStream,
    named: Stream | undefined,
    state: JsonObject | undefined,
    status: StreamStatusReport,
    isFirst: boolean,
  ): Promise<void> {
    const { writer, clock, config, signal } = this.#dependencies;
    const { descriptor } = configured;
    const { stream, mode } = resolveStream(configured, named, config, this.#streams.keys());
    const loadable = new LoadableJson(await this.#dependencies.schemaOf(stream));
    let owner = ownerIn(state);
    const served = servedIn(state);
    const summary = this.#summary.addStream(descriptor.name);
    const log = this.#logOf(stream);
    const { isStamped, isTracked } = trackingChoice(stream, configured, config, log);
    const stamps = isStamped ? ChangeStamps.after(state, clock) : undefined;
    const output = new Output({
      descriptor,
      writer,
      clock,
      loadable,
      summary,
      onWrite: () => status.run(),
      isAtomic: isTracked,
      stamp: stamps && ((records) => stamps.stamp(records)),
      // An unchanged state is written as it was read.
      extendState: (next) =>
        next === state
          ? state
          : { ...(served === "" ? {} : { completed: served }), ...definedAs(stream, ownedBy(owner, next)) },
    });
    const { client, report } = this.#clientOf(stream, summary);
    const halt = new AbortController();
    const caller = callerOf({ stream, log }, { summary, status }, clock, anySignal(signal, halt.signal));
    const loop: Loop = {
      stream,
      output,
      log,
      client,
      report,
      caller,
      makeRecords: await this.#recordMakers.of(stream),
      signal,
      halt: () => halt.abort(),
      maxOpen: pollOf(stream) === undefined ? (config.numWorkers ?? maxSlots) : maxOpenFiles,
    };
    try {
      owner = await findOwner(state, loop, this.#streams, this.#context, (rows) =>
        writer.trace({ type: "ESTIMATE", estimate: { ...descriptor, type: "STREAM", row_estimate: rows } }),
      );
      const trustedState = validState(state, owner, loop);
      const seesAll = () => this.#visibility.isComplete(stream, client, caller);
      const tracking = isTracked && stamps ? { streams: this.#streams, stamps, seesAll } : undefined;
      const setup = setUp(trustedState, mode, loop, this.#context, tracking);
      if (setup.progress === undefined) output.saveState(setup.state);
      else await readStream(setup.progress, setup.reader, loop, this.#context);
    } catch (error) {
      if (mode === "incremental") {
        const last = output.lastState ?? (state === undefined ? { version: stateVersion } : state);
        // A stream for which the daily quota isn't enough has had its turn, or the others would never have theirs. A state of
        // the official connector stays as it is.
        const isTooLong =
          isFirst && rateLimitEnd(error) !== undefined && summary.calls > 1 && last.version !== undefined;
        if (isTooLong) output.saveState({ ...last, completed: this.#context.today });
        // Without progress, the input state is still valid.
        else if (output.lastState === undefined && state !== undefined) output.saveState(state);
      }
      throw error;
    } finally {
      this.#logSkippedRows(stream, summary);
      report.logRejected();
      if (loadable.summary !== undefined) log("WARN", loadable.summary);
      log("INFO", String(summary));
    }
  }

  /** Reads a partition of a parent stream for its child streams. */
  readonly #readPartition: ReadPartition = async (stream, parameters, { parameters: specific }, caller, take) => {
    const log = this.#logOf(stream);
    const { client } = this.#clientOf(stream, this.#summary);
    const makeRecords = await this.#recordMakers.of(stream);
    const common = { ...commonParametersOf(stream, this.#context), ...parameters };
    try {
      const list = listPages({ stream, client, log, makeRecords }, { ...common, ...specific });
      let page: Page;
      do {
        page = await list.next(caller);
        take(page);
      } while (page.next !== undefined);
      this.#logSkippedRows(stream, this.#summary);
    } catch (error) {
      if (childPartitionsOf(stream).length > 0 && isInaccessible(error)) {
        if (warnOfSkip(error, specific, log, this.#context.config.names)) this.#summary.skip(1, error.message);
      }
      throw error;
    }
  };

  #clientOf(stream: Stream, summary: ReadSummary) {
    const report = new ExclusionReport({ stream, log: this.#logOf(stream) }, this.#context, summary);
    const client = new StreamClient(this.#clients, stream.name, (excluded) => report.exclude(excluded));
    return { client, report };
  }

  #logOf({ name }: Stream): StreamLog {
    return (level, message, once) => {
      if (once !== undefined && this.#said.has(once)) return false;
      if (once !== undefined) this.#said.add(once);
      this.#dependencies.writer.log(level, `${name}: ${message}`);
      return true;
    };
  }

  /** Logs how many rows were skipped because they lack a field of the primary key. */
  #logSkippedRows(stream: Stream, summary: ReadSummary): void {
    for (const [field, count] of this.#recordMakers.takeSkipped(stream)) {
      this.#logOf(stream)(
        "WARN",
        `skipped ${countOf(count, "row")} that Pinterest returned without ${field}, a part of the primary key`,
      );
      summary.skip(count, `rows without ${field}`);
    }
  }
}
