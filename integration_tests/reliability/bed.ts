import assert from "node:assert/strict";
import { knownCredentials, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { type Outcome, run } from "../connector.ts";
import { emittedRecords } from "../emitted-records.ts";
import { configure, errorsOf, lastStates, recordsOf, statusesOf, streamsOf, uncoveredOf } from "../messages.ts";
import { fastClock } from "../program-clock.ts";

/** Where simulators and programs of the test bed stand. The simulators' time does not pass. */
export const noon = Date.UTC(2026, 6, 9, 12);
/** Time goes so much faster for the program, whose patience is two minutes. */
const speed = 100;
/** A run that takes longer hangs, in milliseconds of ours: eight hours for the program, and much for a busy machine. */
const watchdog = 300_000;

const queries = ["garden"];
const terms = ["workout"];
const countries = ["US"];
const trendRegions = ["US"];
const startDate = "2026-06-20";

/** Small enough to be read in a moment, and every list has several pages. */
const extent = {
  boards: 6,
  sections: 40,
  pins: 70,
  followers: 40,
  followingUsers: 8,
  followingBoards: 4,
  interests: 3,
  linkedBusinesses: 1,
  websites: 2,
  media: 3,
  campaigns: 9,
  adGroups: 14,
  ads: 24,
  audiences: 7,
  customerLists: 4,
  conversionTags: 2,
  keywords: 30,
  productGroupPromotions: 4,
  productItems: 6,
  catalogs: 3,
  feeds: 9,
  productGroups: 14,
};

export const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };

/** What the program is configured with; a small batch makes several requests of a few ids. */
export function configWith(fields: JsonObject = {}): JsonObject {
  return {
    credentials,
    search_queries: queries,
    terms,
    countries,
    trend_regions: trendRegions,
    start_date: startDate,
    analytics_batch_size: 3,
    ...fields,
  };
}

export function startBed(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator({ scale: extent, longest_page: 5, clock: { now: () => noon }, ...options });
}

export type Mode = "incremental" | "full_refresh";

export interface Reading {
  readonly config?: JsonObject;
  readonly streams: readonly string[];
  readonly mode: Mode;
  readonly states?: readonly JsonObject[];
  /** The platform's job; an attempt of another read's, when left out. */
  readonly job?: string;
  /** What the program takes the time for, epoch milliseconds; noon, when left out. */
  readonly now?: number;
}

let offered: Promise<readonly JsonObject[]> | undefined;

/** Reads streams; fails when the program does not come to an end. */
export async function read(simulator: Simulator, reading: Reading): Promise<Outcome> {
  const { config = configWith(), streams, mode, states = [], job = "7", now = noon } = reading;
  offered ??= run(
    "discover",
    { config: configWith() },
    { environment: { PINTEREST_API_BASE_URL: simulator.url } },
  ).then(({ messages }) => streamsOf(messages));
  const wanted = (await offered).filter(({ name }) => streams.includes(asText(name)));
  assert.equal(wanted.length, streams.length, `not all of ${streams.join()} are offered`);
  const outcome = await run(
    "read",
    { config, catalog: configure(wanted, mode === "full_refresh" ? mode : undefined), state: states },
    {
      timeout: watchdog,
      environment: {
        PINTEREST_API_BASE_URL: simulator.url,
        WORKER_JOB_ID: job,
        ...fastClock(now, speed),
      },
    },
  );
  assert.equal(outcome.signal, null, `the program hangs: ${outcome.stdout.slice(-2_000)}`);
  assert.equal(outcome.stderr, "");
  assertCovered(outcome.messages, streams);
  return outcome;
}

/** Fails unless a STATE follows the last record of each stream, and each stream has told its end. */
function assertCovered(messages: readonly JsonObject[], streams: readonly string[]): void {
  assert.deepEqual(uncoveredOf(messages), [], "records without a STATE behind them");
  for (const stream of streams) {
    assert.match(String(statusesOf(messages).get(stream)?.at(-1)), /^(?:COMPLETE|INCOMPLETE)$/u, stream);
  }
}

/** What a stream has in the simulator now, as the program writes it. */
export function truthOf(simulator: Simulator, stream: string): readonly JsonObject[] {
  return emittedRecords(simulator, stream, { queries, terms, countries, trendRegions, startDate });
}

/** The records of several runs, the earliest first. */
export function recordsOfAll(outcomes: readonly Outcome[], stream: string): readonly JsonObject[] {
  return outcomes.flatMap(({ messages }) => recordsOf(messages).get(stream) ?? []);
}

/** The states that a platform holds after several runs. */
export function statesAfter(outcomes: readonly Outcome[]): readonly JsonObject[] {
  return outcomes.reduce<readonly JsonObject[]>((states, { messages }) => lastStates(messages, states), []);
}

/** How each stream ended: `COMPLETE`, or the failure type that it is INCOMPLETE with. */
export function endsOf({ messages }: Outcome): ReadonlyMap<string, string> {
  const failures = new Map(
    errorsOf(messages).map(({ stream_descriptor: about, failure_type: type }) => [
      isObject(about) ? asText(about.name) : "",
      asText(type),
    ]),
  );
  return new Map(
    [...statusesOf(messages)].map(([stream, statuses]) => {
      const complete = statuses.at(-1) === "COMPLETE";
      return [stream, complete ? "COMPLETE" : (failures.get(stream) ?? "INCOMPLETE without an error")];
    }),
  );
}
