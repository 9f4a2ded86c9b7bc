import { countOf } from "../base/count-of.ts";
import { dayOf } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { anySignal } from "../base/signals.ts";
import { maxSlots } from "../pinterest/limits/slots.ts";
import { LoadableJson } from "../protocol/loadable.ts";
import { profileId } from "../streams/profiles.ts";
import { pollOf, type RunFacts, type Stream } from "../streams/stream.ts";
import { resolveStream } from "./configured-stream.ts";
import type { ReadDependencies, Surroundings } from "./context.ts";
import type { ReportFacts } from "./exclusions/report.ts";
import { ExclusionReport, warnOfSkip } from "./exclusions/report.ts";
import { type ClientRun, StreamClient } from "./exclusions/stream-client.ts";
import { isInaccessible, rateLimitEnd } from "./failures/disposition.ts";
import { Output } from "./output/output.ts";
import type { ReadSummary } from "./output/read-summary.ts";
import { RecordMakers } from "./output/records.ts";
import type { ReadPartition } from "./partitions/shared-reads.ts";
import type { Part } from "./parts.ts";
import type { Profile } from "./profile.ts";
import { type Loop, readStream } from "./read-stream.ts";
import { listPages } from "./readers/list-reader.ts";
import { servedIn } from "./schedule/stream-order.ts";
import { setUp } from "./setup.ts";
import type { Page } from "./slice.ts";
import { findOwner, ownedBy, ownerIn } from "./state/account-owner.ts";
import { stateVersion } from "./state/state-format.ts";
import { definedAs, validState } from "./state/valid-state.ts";
import { callerOf } from "./stream-caller.ts";
import type { StreamLog } from "./stream-log.ts";
import { childPartitionsOf, commonParametersOf } from "./stream-partitions.ts";
import { ChangeStamps } from "./tracking/change-stamps.ts";
import { trackingChoice } from "./tracking/tracking-choice.ts";

/** The maximum number of files of a stream awaited concurrently. Each takes only an occasional request until it is ready. */
const maxOpenFiles = 30;

/** Reads parts of streams, and partitions of parent streams for their children. */
export class PartReader {
  readonly #dependencies: ReadDependencies;
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #clients: ClientRun;
  readonly #summary: ReadSummary;
  readonly #logOf: (stream: Stream, profile?: Profile) => StreamLog;
  readonly #recordMakers: RecordMakers;
  /** By stream: the estimated number of rows so far. */
  readonly #estimates = new Map<string, number>();

  /** @param streams all streams, by name */
  constructor(
    dependencies: ReadDependencies,
    streams: ReadonlyMap<string, Stream>,
    clients: ClientRun,
    summary: ReadSummary,
    logOf: (stream: Stream, profile?: Profile) => StreamLog,
  ) {
    this.#dependencies = dependencies;
    this.#streams = streams;
    this.#clients = clients;
    this.#summary = summary;
    this.#logOf = logOf;
    this.#recordMakers = new RecordMakers(dependencies.schemaOf, dayOf(dependencies.clock.now()));
  }

  /**
   * Reads a part.
   * @param isFirst whether it is the first of the run
   * @throws ApiError, ConnectorError, or StoppedError if it is incomplete; its records and states are written
   */
  async read(part: Part, context: Surroundings, isFirst: boolean): Promise<void> {
    const { writer, clock, signal } = this.#dependencies;
    const { configured, parts, profile } = part;
    const { status } = parts;
    const { config } = context;
    const { descriptor } = configured;
    const { stream, mode } = resolveStream(configured, part.stream, config, this.#streams.keys());
    const state = parts.stateOf(profile?.id);
    const loadable = new LoadableJson(await this.#dependencies.schemaOf(stream));
    let owner = ownerIn(state);
    const served = servedIn(state);
    const summary = this.#summaryOf(descriptor.name, profile);
    const log = this.#logOf(stream, profile);
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
      unstated: parts.unstated,
      stamp: (records) => ofProfile(profile, stamps?.stamp(records) ?? records),
      // An unchanged state is written as it was read.
      extendState: (next) =>
        parts.withState(
          profile?.id,
          next === state
            ? state
            : { ...(served === "" ? {} : { completed: served }), ...definedAs(stream, ownedBy(owner, next)) },
        ),
    });
    const { client, report } = this.clientOf(stream, context, summary, profile);
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
      owner = await findOwner(state, loop, this.#streams, context, (rows) => {
        const estimate = (this.#estimates.get(descriptor.name) ?? 0) + rows;
        this.#estimates.set(descriptor.name, estimate);
        writer.trace({ type: "ESTIMATE", estimate: { ...descriptor, type: "STREAM", row_estimate: estimate } });
      });
      const trustedState = validState(state, owner, loop);
      const seesAll = () => context.seesAll(stream, client, caller);
      const tracking = isTracked && stamps ? { streams: this.#streams, stamps, seesAll } : undefined;
      const setup = setUp(trustedState, mode, loop, context, tracking);
      if (setup.progress === undefined) output.saveState(setup.state);
      else await readStream(setup.progress, setup.reader, loop, context);
    } catch (error) {
      if (mode === "incremental") {
        const last = output.lastState ?? (state === undefined ? { version: stateVersion } : state);
        // A stream for which the daily quota isn't enough has had its turn, or the others would never have theirs. A state of
        // the official connector stays as it is.
        const isTooLong =
          isFirst && rateLimitEnd(error) !== undefined && summary.calls > 1 && last.version !== undefined;
        if (isTooLong) output.saveState({ ...last, completed: context.today });
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

  /** Returns the function that reads a partition of a parent stream for its child streams. */
  partitionReader(facts: RunFacts & ReportFacts): ReadPartition {
    return async (stream, parameters, { parameters: specific }, caller, take) => {
      const log = this.#logOf(stream);
      const { client } = this.clientOf(stream, facts, this.#summary);
      const makeRecords = await this.#recordMakers.of(stream);
      const common = { ...commonParametersOf(stream, facts), ...parameters };
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
          if (warnOfSkip(error, specific, log, facts.config.names)) this.#summary.skip(1, error.message);
        }
        throw error;
      }
    };
  }

  /** Returns a stream's client and its report of what doesn't work. */
  clientOf(stream: Stream, context: ReportFacts, summary: ReadSummary, profile?: Profile) {
    const report = new ExclusionReport({ stream, log: this.#logOf(stream, profile) }, context, summary);
    const client = new StreamClient(this.#clients, stream.name, (excluded) => report.exclude(excluded));
    return { client, report };
  }

  #summaryOf(name: string, profile: Profile | undefined): ReadSummary {
    const ofStream = this.#summary.streams.get(name) ?? this.#summary.addStream(name);
    return profile === undefined ? ofStream : ofStream.addStream(profile.username);
  }

  /** Logs how many rows were skipped because they lack a field of the primary key. */
  #logSkippedRows(stream: Stream, summary: ReadSummary): void {
    for (const [field, count] of this.#recordMakers.takeSkipped(stream)) {
      this.#logOf(stream)(
        "WARN",
        `skipped ${countOf(count, "row")} that Pinterest returned without ${field}, a part of the primary key. If it happens again, report it`,
      );
      summary.skip(count, `rows without ${field}`);
    }
  }
}

function ofProfile(profile: Profile | undefined, records: readonly JsonObject[]): readonly JsonObject[] {
  return profile === undefined ? records : records.map((record) => ({ [profileId]: profile.id, ...record }));
}
