import { dayOf } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { anySignal, StoppedError } from "../base/signals.ts";
import { rateLimitEnd } from "../pinterest/errors/error-kinds.ts";
import { SharedClient } from "../pinterest/shared-client.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { RecordMakers } from "../records/records.ts";
import { withAncestors } from "../streams/partitions.ts";
import type { Stream } from "../streams/stream.ts";
import { explain, neededStream } from "../texts/explain.ts";
import { sharedOperations } from "./basis.ts";
import { resolveStream } from "./configured-stream.ts";
import type { ReadContext, ReadDependencies } from "./context.ts";
import type { StreamLog } from "./engine-writer.ts";
import { inReadingOrder } from "./order.ts";
import { accessOf } from "./outcome.ts";
import { ReadSummary } from "./output/read-summary.ts";
import { StreamStatusReport } from "./output/stream-status.ts";
import { type OpenParents, Router } from "./partitions/router.ts";
import { listPages } from "./readers/list-reader.ts";
import { commonParametersOf } from "./requests/parameters.ts";
import { Rejections } from "./requests/rejections.ts";
import { logSkippedRows, readFromState } from "./stream-reader.ts";

/**
 * Reads the configured streams concurrently and writes their messages. A stream that fails writes an ERROR trace and ends
 * INCOMPLETE; the others continue.
 * @param summary counts what the streams do
 * @returns the number of complete streams; undefined: none was begun before a stop signal
 */
export async function readStreams(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  summary = new ReadSummary(),
): Promise<number | undefined> {
  const run = new Run(dependencies, configured, summary);
  const outcomes: Promise<void>[] = [];
  for (const stream of inReadingOrder(configured, states, run.context.streams, run.context.today)) {
    const outcome = run.read(stream, states.get(stream.descriptor.name));
    outcomes.push(outcome);
    // The first response reveals the limits. Under a daily quota, each stream waits for the streams before it.
    await Promise.race([outcome, dependencies.client.firstResponse]);
    if (dependencies.client.hasQuota) await outcome;
  }
  await Promise.all(outcomes);
  return run.isBegun ? run.complete : undefined;
}

/** The maximum number of parents' lists that are read at a time for one stream, unless there is a daily quota. */
const maxLists = 64;

/** One read: what its streams share. */
class Run {
  /** The number of complete streams. */
  complete = 0;
  isBegun = false;
  readonly #dependencies: ReadDependencies;
  readonly #summary: ReadSummary;
  readonly context: ReadContext;
  /** Keys of messages that are logged once. */
  readonly #said = new Set<string>();

  constructor(dependencies: ReadDependencies, configured: readonly ConfiguredStream[], summary: ReadSummary) {
    const { config, clock, client, schemaOf } = dependencies;
    // Lists of parents and shared responses are requested with the signal of the run: many listeners at a time.
    const signal = anySignal(dependencies.signal);
    this.#dependencies = dependencies;
    this.#summary = summary;
    const streams = new Map(dependencies.streams.map((stream) => [stream.name, stream]));
    const wanted = configured.flatMap(({ descriptor }) => streams.get(descriptor.name) ?? []);
    const today = dayOf(clock.now());
    const needed = withAncestors(wanted, streams);
    const mostLists = () => config.numWorkers ?? (client.hasQuota ? 1 : maxLists);
    this.context = {
      ...dependencies,
      client: new SharedClient(client, sharedOperations, signal),
      signal,
      today,
      streams,
      router: new Router(streams, needed, { config, today }, this.#openParents(), mostLists),
      denied: new Map(),
      rejections: new Rejections(wanted),
      recordMakers: new RecordMakers(schemaOf, today),
    };
  }

  /** Reads a stream, and reports its status. */
  async read(configured: ConfiguredStream, state: JsonObject | undefined): Promise<void> {
    const { signal, streams: all, writer, config } = this.#dependencies;
    const { router, rejections } = this.context;
    const { name } = configured.descriptor;
    // A stream that never started has no status.
    if (signal.aborted) return;
    const isFirst = !this.isBegun && this.#dependencies.isContinuation !== true;
    this.isBegun = true;
    const status = new StreamStatusReport(writer, configured.descriptor);
    status.start();
    const known = this.context.streams.get(name);
    if (known !== undefined) router.begin(known);
    try {
      const { stream, mode } = resolveStream(
        configured,
        known,
        config,
        all.map((each) => each.name),
      );
      const summary = this.#summary.ofStream(name);
      const log = this.#logOf(stream);
      await readFromState({ stream, configured, mode, state, status, summary, log }, isFirst, this.context);
      status.complete();
      this.complete += 1;
    } catch (error) {
      status.run();
      this.#report(error, configured, known);
      status.incomplete(rateLimitEnd(error));
    } finally {
      if (known !== undefined) {
        router.end(known);
        rejections.end(known, config);
      }
    }
  }

  /** Writes the error of a stream. A stream that was stopped has none. */
  #report(error: unknown, { descriptor }: ConfiguredStream, stream: Stream | undefined): void {
    if (error instanceof StoppedError) return;
    const { writer, remarks, config, streams } = this.#dependencies;
    const settings = (stream?.named?.(config) ?? []).map(({ setting }) => setting);
    const { accessRequirement } = stream ?? {};
    const needed = stream && neededStream(stream, streams, error);
    const explained = explain(error, { accessRequirement, settings, names: config.names, needed }).with(
      remarks?.() ?? [],
    );
    writer.log("ERROR", `${descriptor.name}: ${explained.message}`);
    writer.error(explained, descriptor);
  }

  /** Returns the function that reads lists of parents for their children. */
  #openParents(): OpenParents {
    const open = async function* (this: Run, ...[stream, partition, parameters, caller]: Parameters<OpenParents>) {
      const { recordMakers, config, today, denied, signal, rejections } = this.context;
      const log = this.#logOf(stream);
      const client = rejections.clientFor(this.context.client, log, this.#summary);
      const makeRecords = await recordMakers.of(stream);
      const common = { ...commonParametersOf(stream, { config, today }), ...parameters, ...partition.parameters };
      const account = String(partition.parameters.ad_account_id ?? "");
      const denial = denied.get(`${accessOf(stream, config)} ${account}`);
      if (denial !== undefined) throw denial;
      yield* listPages({ stream, client, log, makeRecords, rejections }, common, {
        ...caller,
        signal,
        held: undefined,
      });
      logSkippedRows(stream, this.context, this.#summary, log);
    };
    return open.bind(this);
  }

  #logOf({ name }: Stream): StreamLog {
    return (level, message, once) => {
      if (once !== undefined && this.#said.has(once)) return false;
      if (once !== undefined) this.#said.add(once);
      this.#dependencies.writer.log(level, `${name}: ${message}`);
      return true;
    };
  }
}
