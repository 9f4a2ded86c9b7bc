import { type Day, dayOf, daysFrom, earliest } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { anySignal, StoppedError } from "../base/signals.ts";
import { rateLimitEnd } from "../pinterest/errors/error-kinds.ts";
import { maxConcurrentReads } from "../pinterest/limits/slots.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { StreamDescriptor, SyncMode } from "../protocol/messages.ts";
import { RecordMakers } from "../records/records.ts";
import { withAncestors } from "../streams/partitions.ts";
import type { Stream } from "../streams/stream.ts";
import { explain, neededStream } from "../texts/explain.ts";
import type { ReadContext, ReadDependencies } from "./context.ts";
import { StreamStatusReport } from "./output/stream-status.ts";
import { type OpenParents, Router } from "./partitions/router.ts";
import { Unlisted } from "./partitions/unlisted.ts";
import type { ReadSummary } from "./read-summary.ts";
import { listPages } from "./readers/list-reader.ts";
import { Denials } from "./requests/denials.ts";
import { commonParametersOf } from "./requests/parameters.ts";
import { Rejections } from "./requests/rejections.ts";
import { logSkippedRows, resumeStream } from "./resume.ts";
import { isWaiting, servedOn } from "./state/stream-state.ts";

/**
 * Reads the configured streams concurrently and writes their messages. A stream that fails writes an ERROR trace and ends
 * INCOMPLETE; the others continue.
 * @param total counts what the streams do
 * @returns the names of the complete streams
 */
export async function readStreams(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  total: ReadSummary,
): Promise<ReadonlySet<string>> {
  const { client, signal } = dependencies;
  const run = contextOf(dependencies, configured, states, total);
  const complete = new Set<string>();
  const reads: Promise<void>[] = [];
  for (const each of inReadingOrder(configured, states, run.streams, run.today)) {
    // A stream that never started has no status.
    if (signal.aborted) break;
    const { name } = each.descriptor;
    const read = readOne(each, states.get(name), run).then((isComplete) => {
      if (isComplete) complete.add(name);
    });
    reads.push(read);
    // The first response reveals the limits. Under a daily quota, each stream waits for the streams before it.
    await Promise.race([read, client.firstResponse]);
    if (client.hasQuota) await read;
  }
  await Promise.all(reads);
  return complete;
}

/**
 * Returns streams in the order in which to begin them, since a daily quota can end a sync before the last ones: incremental streams
 * first, the least recently served before the others, then full refreshes, each day another one first. Parent streams come before
 * their children, which need the parents' lists in any case, but not before a child that still waits for its turn after they had theirs.
 * Equal streams keep their order.
 * @param states the input states, by name
 * @param all all streams, by name
 */
function inReadingOrder(
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  all: ReadonlyMap<string, Stream>,
  today: Day,
): Iterable<ConfiguredStream> {
  // A date in the future, from a clock that was ahead, must not delay a stream.
  const served = ({ descriptor }: ConfiguredStream) => earliest(today, servedOn(states.get(descriptor.name)));
  const incremental = configured.filter(({ syncMode }) => syncMode !== "full_refresh");
  const refreshes = configured.filter(({ syncMode }) => syncMode === "full_refresh");
  const turn = refreshes.length === 0 ? 0 : daysFrom("1970-01-01", today) % refreshes.length;
  const inOrder = [
    ...incremental.toSorted((one, other) => served(one).localeCompare(served(other))),
    ...refreshes.slice(turn),
    ...refreshes.slice(0, turn),
  ];
  const byName = new Map(configured.map((each) => [each.descriptor.name, each]));
  const waits = ({ descriptor }: ConfiguredStream) => isWaiting(states.get(descriptor.name));
  const withParents = inOrder.flatMap((each) => {
    const stream = all.get(each.descriptor.name);
    const lineage = stream === undefined ? [] : withAncestors([stream], all);
    const known = lineage.flatMap(({ name }) => byName.get(name) ?? []);
    return waits(each) ? known.filter(waits) : known;
  });
  return new Set([...withParents, ...inOrder]);
}

/** Returns what the streams of a read share. */
function contextOf(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  total: ReadSummary,
): ReadContext {
  const { config, clock, client, schemaOf, writer } = dependencies;
  // Lists of parents are requested with the signal of the run: many listeners at a time.
  const signal = anySignal(dependencies.signal);
  const streams = new Map(dependencies.streams.map((stream) => [stream.name, stream]));
  const wanted = configured.flatMap(({ descriptor }) => streams.get(descriptor.name) ?? []);
  const facts = { config, today: dayOf(clock.now()) };
  const open = parentsReader(() => context);
  const maxLists = () => maxConcurrentReads(client.hasQuota, config.numWorkers);
  const said = new Set<string>();
  const context: ReadContext = {
    ...dependencies,
    ...facts,
    signal,
    streams,
    router: new Router(streams, wanted, facts, open, maxLists),
    unlisted: new Unlisted(withAncestors(wanted, streams), states),
    denials: new Denials(),
    rejections: new Rejections(wanted),
    recordMakers: new RecordMakers(schemaOf, facts.today),
    total,
    logOf:
      ({ name }) =>
      (level, message, once) => {
        if (once !== undefined && said.has(once)) return false;
        if (once !== undefined) said.add(once);
        writer.log(level, message, name);
        return true;
      },
  };
  return context;
}

/** Reads a stream, and reports its status. @returns whether it is complete */
async function readOne(
  configured: ConfiguredStream,
  state: JsonObject | undefined,
  run: ReadContext,
): Promise<boolean> {
  const { router, rejections, config, failed, writer, total } = run;
  const { descriptor } = configured;
  const status = new StreamStatusReport(writer, descriptor);
  status.start();
  const found = run.streams.get(descriptor.name);
  if (found !== undefined) router.begin(found);
  try {
    if (failed?.has(descriptor.name) === true) throw failed.get(descriptor.name);
    const { stream, mode } = resolve(configured, found, run);
    const summary = total.ofStream(stream.name);
    await resumeStream({ stream, configured, mode, state, status, summary, log: run.logOf(stream) }, run);
    // Of a stream that an earlier attempt completed.
    const rejected = rejections.end(stream, config, true);
    if (rejected !== undefined) throw rejected;
    status.complete();
    return true;
  } catch (error) {
    status.run();
    report(error, descriptor, found, run);
    const rejected = found && rejections.end(found, config, false);
    if (rejected !== undefined && !(error instanceof StoppedError)) report(rejected, descriptor, found, run);
    status.incomplete(rateLimitEnd(error));
    return false;
  } finally {
    if (found !== undefined) router.end(found);
  }
}

/**
 * Returns a configured stream and its sync mode.
 * @param stream the stream of that name; undefined: unknown
 * @throws ConnectorError (config_error) if the stream can't be read with this catalog and configuration
 */
function resolve(
  { descriptor: { name }, syncMode }: ConfiguredStream,
  stream: Stream | undefined,
  { config }: ReadContext,
): { readonly stream: Stream; readonly mode: SyncMode } {
  const invalid = (message: string) => new ConnectorError("config_error", message);
  if (stream === undefined)
    throw invalid(
      `Stream ${name} doesn't exist. Refresh the source schema, and remove the stream from the connection.`,
    );
  if (stream.configError !== undefined) throw invalid(stream.configError);
  const missing = stream.requiredSettings?.find(({ isGiven }) => !isGiven(config));
  if (missing !== undefined)
    throw invalid(
      `Stream ${name} requires ${config.names.of([missing.setting])}. Set it in ${config.names.place}, or deselect the stream.`,
    );
  if (typeof syncMode !== "string")
    throw invalid(
      `Stream ${name}: the sync_mode in the catalog must be "full_refresh" or "incremental", not "${syncMode.unknown}".`,
    );
  return { stream, mode: syncMode };
}

/** Writes the error of a stream. A stream that was stopped has none. */
function report(error: unknown, descriptor: StreamDescriptor, stream: Stream | undefined, run: ReadContext): void {
  if (error instanceof StoppedError) return;
  const { writer, remarks, config, streams } = run;
  const settings = (stream?.named?.(config) ?? []).map(({ setting }) => setting);
  const { accessRequirement } = stream ?? {};
  const needed = stream && neededStream(stream, streams.values(), error);
  const explained = explain(error, { accessRequirement, settings, names: config.names, needed }).with(
    remarks?.() ?? [],
  );
  writer.streamError(explained, descriptor);
}

/** Returns what reads a list of parents for their children. */
function parentsReader(getContext: () => ReadContext): OpenParents {
  return async function* (stream, partition, parameters, caller) {
    const context = getContext();
    const { recordMakers, rejections, signal, total } = context;
    const log = context.logOf(stream);
    const client = rejections.clientFor(context.client, stream, log, total);
    const makeRecords = await recordMakers.of(stream);
    const all = { ...commonParametersOf(stream, context), ...parameters, ...partition.parameters };
    const list = { ...context, stream, client, log, makeRecords };
    yield* listPages(list, all, { ...caller, signal, held: undefined });
    logSkippedRows(list, total);
  };
}
