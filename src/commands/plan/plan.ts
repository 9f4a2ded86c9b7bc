import { Readable, Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../base/clock.ts";
import type { HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import { readAll } from "../../profiles/read-all.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { MessageWriter } from "../../protocol/writer.ts";
import { streamsOf } from "../../streams/all.ts";
import { childPartitionsOf, streamNamed, withAncestors } from "../../streams/partitions.ts";
import { isListed, type Stream } from "../../streams/stream.ts";
import { ReadSummary } from "../../sync/read-summary.ts";
import { schemaOf } from "../catalog.ts";
import { type ReadRequest, readRequestOf } from "../choose-streams.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";
import { type LoadedConfig, loadConfig } from "../configuration.ts";
import { connect, expectUsable } from "../connect.ts";
import { scopesFor } from "../scopes.ts";
import { findSecretScopes } from "../secret-scopes.ts";
import { type Plan, planTable, type StreamPlan, sharedProblems } from "./plan-table.ts";
import { presumedDenial, Rehearsal } from "./rehearsal.ts";

/** Maximum number of requests of a plan. */
const maxPlanRequests = 40;
/** Requests per minute and user with Standard access, by rate limit category (published by Pinterest). */
const standardPerMinute: Readonly<Record<string, number>> = {
  ads_read: 1_000,
  ads_analytics: 300,
  org_read: 1_000,
  org_analytics: 60,
  catalogs_read: 100,
};
/** The assumed limit of other categories. */
const unpublishedPerMinute = 60;
/** Requests per day and app with Trial access (published by Pinterest). */
const trialPerDay = 1_000;

/**
 * Prints the estimated cost of a sync.
 * @throws ConnectorError if no stream can be read, all for the same reason
 */
export async function runPlan(options: OptionValues, context: CommandContext): Promise<boolean> {
  const loaded = await loadConfig(options.required("config"), context);
  const request = await readRequestOf(options, loaded.config);
  const isOrganic = streamsOf(loaded.config).some(
    (stream) =>
      isConfigured(stream, request) && scopesFor(stream).some((scope) => /^(?:boards|pins):read$/u.test(scope)),
  );
  // One is for the scopes.
  const { plan } = await planRead(loaded, request, context, maxPlanRequests - 1);
  const [first] = sharedProblems(plan);
  if (first?.names.length === plan.streams.length) throw new ConnectorError("config_error", first.problem);
  const { lacking, made } = isOrganic ? await findSecretScopes(loaded, context) : { lacking: [], made: 0 };
  const whole: Plan = { ...plan, made: plan.made + made, missingScopes: lacking };
  context.stdout.write(options.has("json") ? `${JSON.stringify(whole)}\n` : planTable(whole));
  return true;
}

const isConfigured = ({ name }: Stream, { configured }: ReadRequest) =>
  configured.some(({ descriptor }) => descriptor.name === name);

/**
 * Estimates the cost of a read by rehearsing it.
 * @param allowed the maximum number of requests to the API
 * @returns the plan, and the responses to its requests by URL, which the read can reuse
 * @throws ApiError if Pinterest can't be reached
 */
export async function planRead(
  loaded: LoadedConfig,
  { configured, states }: ReadRequest,
  context: CommandContext,
  allowed: number,
): Promise<{ readonly plan: Plan; readonly responses: Map<string, HttpResponse> }> {
  const { config } = loaded;
  await expectUsable(loaded, context);
  const { transport } = await context.network(config.baseUrl);
  const responses = new Map<string, HttpResponse>();
  const recording: Transport = {
    async send(request, ...rest) {
      const response = await transport.send(request, ...rest);
      if (request.method === "GET" && response.status === 200) responses.set(request.url, response);
      return response;
    },
  };
  const clock = clockWithoutDelay(context.clock.now());
  // The rehearsal makes Pins and boards that don't fit each other.
  const streams = streamsOf(config).map((stream) => ({ ...stream, unlisted: undefined }));
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  const wanted = configured.flatMap(({ descriptor: { name } }) => byName.get(name) ?? []);
  const parents = withAncestors(wanted, byName)
    .flatMap(childPartitionsOf)
    .filter(({ of }) => of === "children")
    .map(({ parent }) => streamNamed(parent.stream, byName).operation);
  const real = connect(loaded, recording, { ...context, clock });
  const lists = [...new Set(["user_account/get", ...parents])];
  const client = new Rehearsal(real, Math.min(allowed, maxPlanRequests), streams, lists);
  const problems = new Map<string, string>();
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const writer = new MessageWriter(output, clock, context.redactor, { debug: false });
  writer.observe({
    records: () => undefined,
    message: (message) => {
      if (message.type !== "TRACE" || message.trace.type !== "ERROR") return;
      const { stream_descriptor: stream, message: problem } = message.trace.error;
      if (stream !== undefined && !problem.includes(presumedDenial)) problems.set(stream.name, problem);
    },
  });
  const { signal, environment } = context;
  const job = environment.WORKER_JOB_ID || undefined;
  // All reports are empty.
  const download = () => Promise.resolve({ status: 200, chunks: Readable.from(["{}"]) });
  const fixed = { config, streams, schemaOf, random: () => 0, signal, job };
  const summary = new ReadSummary();
  await readAll({ ...fixed, client, download, writer, clock }, configured, states, summary);
  await writer.flush();
  if (client.failure !== undefined) throw client.failure;
  return { plan: planOf(client, byName, problems, summary, configured), responses };
}

/** Returns a clock that advances only by sleeping, and without delay. @param now epoch milliseconds */
function clockWithoutDelay(now: number): Clock {
  let time = now;
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
      await setImmediate();
    },
  };
}

/** @param problems the messages of errors, by stream */
function planOf(
  client: Rehearsal,
  streams: ReadonlyMap<string, Stream>,
  problems: ReadonlyMap<string, string>,
  summary: ReadSummary,
  configured: readonly ConfiguredStream[],
): Plan {
  const { calls: requests, categories } = summary;
  const minutes = Object.entries(categories).map(
    ([category, count]) => count / (standardPerMinute[category] ?? unpublishedPerMinute),
  );
  const all = [summary, ...summary.profiles.values()];
  const callsOf = (name: string, parts = all) => sum(parts.map(({ streams: of }) => of.get(name)?.calls ?? 0));
  const perProfile = [...streams.values()].filter(({ isPerProfile }) => isPerProfile === true);
  const profiles = Object.fromEntries(
    [...summary.profiles].map(([name, part]) => [name, sum(perProfile.map((each) => callsOf(each.name, [part])))]),
  );
  return {
    requests,
    missingScopes: [],
    categories,
    profiles,
    streams: configured.map(({ descriptor: { name } }): StreamPlan => {
      const stream = streams.get(name);
      const records = sum(all.map((part) => part.streams.get(name)?.records ?? 0));
      const above = stream === undefined ? [] : withAncestors([stream], streams).filter((each) => each !== stream);
      // The plan doesn't know the rows of metrics and files.
      const hasRows = stream !== undefined && (isListed(stream.reading) || stream.reading.by === "lookup");
      const isKnown = hasRows && !problems.has(name) && !client.unknown.has(stream.operation);
      return {
        name,
        requests: callsOf(name),
        isLowerBound: above.some(({ operation }) => client.unknown.has(operation)),
        rows: isKnown ? records : undefined,
        isEstimate: isKnown && client.estimated.has(stream.operation),
        problem: problems.get(name),
      };
    }),
    standardMinutes: Math.max(0, ...minutes),
    trialDays: Math.ceil(requests / trialPerDay),
    extrapolated: [...client.extrapolated],
    largeBoards: Object.fromEntries(client.largeBoards),
    made: client.made,
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
