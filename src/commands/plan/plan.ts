import { Writable } from "node:stream";
import { schemaOf } from "../../catalog.ts";
import type { Config } from "../../config/config.ts";
import { dayOf } from "../../dates.ts";
import { asText, isObject } from "../../json.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { type ConfiguredStream, parseConfiguredCatalog } from "../../protocol/configured-catalog.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { parseInputState } from "../../protocol/input-state.ts";
import { readMessagesFile } from "../../protocol/messages-file.ts";
import { MessageWriter } from "../../protocol/writer.ts";
import { enabledStreams, streamsOf } from "../../streams/all.ts";
import { pollOf, type Stream } from "../../streams/stream.ts";
import { readStreams } from "../../sync/read-streams.ts";
import { chooseStreams } from "../choose-streams.ts";
import type { CommandContext } from "../command.ts";
import { type LoadedConfig, loadConfig } from "../configuration.ts";
import { connect } from "../connect.ts";
import { keepsTokens } from "../kept-tokens.ts";
import type { OptionValues } from "../option-values.ts";
import type { Plan } from "./cost.ts";
import { leadingLists } from "./leading-lists.ts";
import { planTable } from "./plan-table.ts";
import { aims, type FormOfRows, presumedDenial, Rehearsal } from "./rehearsal.ts";
import { emptyDownload, rehearsalClock } from "./surroundings.ts";

/** So many requests a plan makes at most. */
const maxRequests = 25;

/** Published by Pinterest: requests per minute and user on the standard tier, and per day and app on the trial tier. */
const standardPerMinute: Readonly<Record<string, number>> = {
  ads_read: 1_000,
  ads_analytics: 300,
  org_read: 1_000,
  org_analytics: 60,
  catalogs_read: 100,
};
const unpublishedPerMinute = 60;
const trialPerDay = 1_000;

/** Says what a sync will cost before it is run. */
export async function runPlan(options: OptionValues, context: CommandContext): Promise<boolean> {
  const loaded = await loadConfig(options.required("config"), context);
  const state = options.text("state");
  const configured = await chosenStreams(options, loaded.config);
  const states = parseInputState(state === undefined ? undefined : await readMessagesFile(state, "state"));
  const plan = await planRead(loaded, configured, states, context);
  context.stdout.write(options.has("json") ? `${JSON.stringify(plan)}\n` : planTable(plan));
  return true;
}

/** Rehearses a read. At most 25 requests reach the API. */
export async function planRead(
  loaded: LoadedConfig,
  configured: readonly ConfiguredStream[],
  states: ReturnType<typeof parseInputState>,
  context: CommandContext,
): Promise<Plan> {
  const { config } = loaded;
  refuseToUseUpToken(loaded, context);
  const streams = streamsOf(config);
  const { transport } = await context.network(config.baseUrl);
  const leading = leadingLists(configured, streams, { config, today: dayOf(context.clock.now()) });
  const leadingStreams = streams.filter(({ operation }) => leading.has(operation)).map(({ name }) => name);
  const sampled = chooseStreams(leadingStreams.join(","), streams, undefined);
  const rehearsal = new Rehearsal({
    live: transport,
    baseUrl: config.baseUrl,
    maxRequests,
    leading,
    forms: new Map(streams.map((stream) => [stream.operation, formOf(stream)])),
  });
  const clientClock = rehearsalClock(context.clock.now());
  // One client for all passes: a refresh token may be good for one use.
  const client = connect(loaded, rehearsal, { ...context, clock: clientClock });
  let seen = new SeenMessages();
  for (const aim of aims) {
    rehearsal.begin(aim);
    seen = new SeenMessages();
    const clock = rehearsalClock(context.clock.now());
    const writer = new MessageWriter(seen.output, clock, context.redactor, { debug: false });
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
        job: undefined,
      },
      aim === "count" ? configured : sampled,
      states,
    );
    await writer.flush();
  }
  return planOf(rehearsal, seen, configured, new Map(streams.map((stream) => [stream.name, stream])));
}

/** A refresh token may be good for one use: the plan must not spend one that nobody would save the next of. */
function refuseToUseUpToken({ raw, config, path }: LoadedConfig, { clock }: CommandContext): void {
  const { credentials } = config;
  if (credentials.method === "access_token" || keepsTokens(raw)) return;
  const dayMs = 86_400_000;
  if (credentials.access !== undefined && credentials.access.expiresAt > clock.now() + dayMs) return;
  throw new ConnectorError(
    "config_error",
    `The plan would use up the refresh token in ${path}, and the file does not keep renewed tokens. Make a file that does: source-pinterest authorize --config FILE.`,
  );
}

/** The streams that are named, those of the catalog, or all that the configuration enables. */
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

function formOf({ rows: shape, primaryKey: key, reading }: Stream): FormOfRows {
  return { shape, key, hasCursor: reading.by === "feed" };
}

/** What the messages of the rehearsal say of each stream. */
class SeenMessages {
  readonly calls = new Map<string, number>();
  readonly records = new Map<string, number>();
  readonly problems = new Map<string, string>();
  #rest = "";

  readonly output = new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      const lines = `${this.#rest}${String(chunk)}`.split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) if (!line.startsWith('{"type":"RECORD"')) this.#take(JSON.parse(line));
      done();
    },
  });

  #take(message: unknown): void {
    if (!isObject(message)) return;
    const { log, trace } = message;
    if (isObject(log)) {
      const [, name = "", records, calls] =
        /^(\w+): read (\d+) records with (\d+) API calls/u.exec(asText(log.message)) ?? [];
      this.records.set(name, Number(records));
      this.calls.set(name, Number(calls));
    } else if (isObject(trace) && isObject(trace.error) && isObject(trace.error.stream_descriptor)) {
      const problem = asText(trace.error.message);
      if (!problem.includes(presumedDenial)) this.problems.set(asText(trace.error.stream_descriptor.name), problem);
    }
  }
}

function planOf(
  { requests, openEnded, live }: Rehearsal,
  seen: SeenMessages,
  configured: readonly ConfiguredStream[],
  streams: ReadonlyMap<string, Stream>,
): Plan {
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
        !("cursor" in stream.reading && stream.reading.by !== "feed") &&
        pollOf(stream) === undefined;
      return {
        name,
        requests: seen.calls.get(name) ?? 0,
        rows: hasRows ? seen.records.get(name) : undefined,
        problem: seen.problems.get(name),
      };
    }),
    standardMinutes: Math.max(0, ...minutes),
    trialDays: Math.ceil(total / trialPerDay),
    extrapolated: [...openEnded],
    made: live,
  };
}
