import { dayOf } from "../../base/dates.ts";
import type { Config } from "../../config/config.ts";
import type { HttpResponse } from "../../pinterest/network/transport.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { type ConfiguredStream, parseConfiguredCatalog } from "../../protocol/configured-catalog.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { parseInputState } from "../../protocol/input-state.ts";
import { readMessagesFile } from "../../protocol/messages-file.ts";
import { MessageWriter, type WriterObserver } from "../../protocol/writer.ts";
import { enabledStreams, streamsOf } from "../../streams/all.ts";
import { pollOf, type Stream } from "../../streams/stream.ts";
import { ReadSummary } from "../../sync/output/read-summary.ts";
import { readStreams } from "../../sync/read.ts";
import { childPartitionsOf } from "../../sync/stream-partitions.ts";
import { schemaOf } from "../catalog.ts";
import { chooseStreams } from "../choose-streams.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";
import { type LoadedConfig, loadConfig } from "../configuration.ts";
import { connect, expectUsable } from "../connect.ts";
import type { Plan } from "./cost.ts";
import { leadingLists } from "./leading-lists.ts";
import { planTable, problemsOf } from "./plan-table.ts";
import { aims, presumedDenial, Rehearsal, type RowFormat } from "./rehearsal.ts";
import { droppedOutput, emptyDownload, rehearsalClock, WatchedTransport } from "./surroundings.ts";

/** Maximum number of requests of a plan. */
const maxRequests = 25;

/** Requests per minute and user on the standard tier, by rate limit category (published by Pinterest). */
const standardPerMinute: Readonly<Record<string, number>> = {
  ads_read: 1_000,
  ads_analytics: 300,
  org_read: 1_000,
  org_analytics: 60,
  catalogs_read: 100,
};
/** The assumed limit of other categories. */
const unpublishedPerMinute = 60;
/** Requests per day and app on the trial tier (published by Pinterest). */
const trialPerDay = 1_000;

/**
 * Prints the estimated cost of a sync.
 * @throws ConnectorError if no stream can be read, all for the same reason
 */
export async function runPlan(options: OptionValues, context: CommandContext): Promise<boolean> {
  const loaded = await loadConfig(options.required("config"), context);
  const state = options.text("state");
  const configured = await chosenStreams(options, loaded.config);
  const states = parseInputState(state === undefined ? undefined : await readMessagesFile(state, "state"));
  const { plan } = await planRead(loaded, configured, states, context, maxRequests);
  const [first] = problemsOf(plan);
  if (first?.names.length === plan.streams.length) throw new ConnectorError("config_error", first.problem);
  context.stdout.write(options.has("json") ? `${JSON.stringify(plan)}\n` : planTable(plan));
  return true;
}

/**
 * Estimates the cost of a read by rehearsing it.
 * @param allowed the maximum number of requests that it sends to the API
 * @returns the plan, and the responses to its requests by URL, which the read can reuse
 * @throws ApiError if Pinterest cannot be reached
 */
export async function planRead(
  loaded: LoadedConfig,
  configured: readonly ConfiguredStream[],
  states: ReturnType<typeof parseInputState>,
  context: CommandContext,
  allowed: number,
): Promise<{ readonly plan: Plan; readonly responses: Map<string, HttpResponse> }> {
  const { config } = loaded;
  await expectUsable(loaded, context);
  const streams = streamsOf(config);
  const live = new WatchedTransport((await context.network(config.baseUrl)).transport);
  const leading = leadingLists(configured, streams, { config, today: dayOf(context.clock.now()) });
  const leadingStreams = streams.filter(({ operation }) => leading.has(operation)).map(({ name }) => name);
  const sampled = chooseStreams(leadingStreams.join(","), streams, undefined);
  const rehearsal = new Rehearsal({
    live,
    baseUrl: config.baseUrl,
    maxRequests: Math.min(allowed, maxRequests),
    leading,
    formats: new Map(streams.map((stream) => [stream.operation, rowFormatOf(stream)])),
  });
  const clientClock = rehearsalClock(context.clock.now());
  // One client for all passes, because a refresh token might be valid for one use only.
  const client = connect(loaded, rehearsal, { ...context, clock: clientClock });
  let summary = new ReadSummary();
  const problems = new Map<string, string>();
  for (const aim of aims) {
    rehearsal.begin(aim);
    summary = new ReadSummary();
    problems.clear();
    const clock = rehearsalClock(context.clock.now());
    const writer = new MessageWriter(droppedOutput(), clock, context.redactor, { debug: false });
    writer.observe(observerOf(problems));
    await readStreams(
      {
        config,
        client,
        download: emptyDownload,
        writer,
        clock,
        random: () => 0,
        signal: context.signal,
        streams,
        schemaOf,
        job: context.environment.WORKER_JOB_ID || undefined,
      },
      aim === "count" ? configured : sampled,
      states,
      summary,
    );
    await writer.flush();
    if (live.failure !== undefined) throw live.failure;
  }
  const plan = planOf(
    rehearsal,
    summary,
    problems,
    configured,
    new Map(streams.map((stream) => [stream.name, stream])),
  );
  return { plan, responses: await rehearsal.responses() };
}

/** Returns the streams of `--streams`, of the catalog, or else all enabled ones. */
async function chosenStreams(options: OptionValues, config: Config): Promise<readonly ConfiguredStream[]> {
  const streams = streamsOf(config);
  const path = options.text("catalog");
  const catalog = path === undefined ? undefined : parseConfiguredCatalog(await readMessagesFile(path, "catalog"));
  const names =
    options.text("streams") ??
    enabledStreams(config)
      .map(({ name }) => name)
      .join(",");
  return catalog !== undefined && !options.has("streams") ? catalog : chooseStreams(names, streams, catalog);
}

/** Returns an observer that collects the errors of streams, except those of the rehearsal. */
function observerOf(problems: Map<string, string>): WriterObserver {
  return {
    records: () => undefined,
    message: (message) => {
      if (message.type !== "TRACE" || message.trace.type !== "ERROR") return;
      const { stream_descriptor: stream, message: problem } = message.trace.error;
      if (stream !== undefined && !problem.includes(presumedDenial)) problems.set(stream.name, problem);
    },
  };
}

function rowFormatOf({ rows: shape, primaryKey: key, reading }: Stream): RowFormat {
  return { shape, key, hasCursor: reading.by === "feed" };
}

/** Returns the operations of the lists whose rows lead to requests of a stream. */
function parentsOf(stream: Stream, streams: ReadonlyMap<string, Stream>): readonly string[] {
  return childPartitionsOf(stream).flatMap(({ parent }) => {
    const list = streams.get(parent.stream);
    return list === undefined ? [] : [list.operation, ...parentsOf(list, streams)];
  });
}

function planOf(
  rehearsal: Rehearsal,
  summary: ReadSummary,
  problems: ReadonlyMap<string, string>,
  configured: readonly ConfiguredStream[],
  streams: ReadonlyMap<string, Stream>,
): Plan {
  const { requests, extrapolated, live } = rehearsal;
  const categories: Record<string, number> = {};
  for (const [operation, count] of requests) {
    const { category } = operationNamed(operation);
    categories[category] = (categories[category] ?? 0) + count;
  }
  const total = [...requests.values()].reduce((sum, count) => sum + count, 0);
  const minutes = Object.entries(categories).map(
    ([category, count]) => count / (standardPerMinute[category] ?? unpublishedPerMinute),
  );
  return {
    requests: total,
    categories,
    streams: configured.map(({ descriptor: { name } }) => {
      const stream = streams.get(name);
      const hasRows =
        stream !== undefined &&
        !problems.has(name) &&
        !("cursor" in stream.reading && stream.reading.by !== "feed") &&
        pollOf(stream) === undefined &&
        rehearsal.knowsLengthOf(stream.operation);
      return {
        name,
        requests: summary.streams.get(name)?.calls ?? 0,
        isLowerBound: stream !== undefined && parentsOf(stream, streams).some((each) => !rehearsal.knowsLengthOf(each)),
        rows: hasRows ? summary.streams.get(name)?.records : undefined,
        problem: problems.get(name),
      };
    }),
    standardMinutes: Math.max(0, ...minutes),
    trialDays: Math.ceil(total / trialPerDay),
    extrapolated: [...extrapolated],
    made: live,
  };
}
