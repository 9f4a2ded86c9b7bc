import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Config } from "../../src/config/config.ts";
import { streams as allStreams } from "../../src/streams/all.ts";
import { cursorOf } from "../../src/streams/tracking.ts";
import { amount } from "../amount.ts";
import { configured, scriptedRead } from "../sync/scripted-read.ts";
import { words } from "../words.ts";
import { type Accounts, dayAfter, type Fact, startDate, streams } from "./facts.ts";
import { type Refusal, World } from "./world.ts";

const accounts: Accounts = Object.fromEntries(
  [words("ACTIVE PAUSED DRAFT ACTIVE"), words("ACTIVE DRAFT"), words("PAUSED")].map((statuses, index) => [
    String(500 + index),
    statuses.map((status, number) => ({ id: `50${index}${number}`, status })),
  ]),
);
const ids = Object.values(accounts).flatMap((campaigns) => campaigns.map(({ id }) => id));
const names = Object.keys(streams);
const today = "2026-06-30";

/** One of several syncs: its server and what it wrote. */
interface Sync {
  readonly world: World;
  /** The records of each stream. */
  readonly records: ReadonlyMap<string, readonly JsonObject[]>;
  /** The last state of each stream. */
  readonly states: Readonly<Record<string, JsonObject>>;
  /** `COMPLETE`, or the failure type, by stream. */
  readonly ends: ReadonlyMap<string, string>;
  /** The warnings, without those of retries. */
  readonly warnings: readonly string[];
}

/** Reads all streams on a day. */
async function sync(world: World, day: string, states: Sync["states"], config: Partial<Config>): Promise<Sync> {
  const wanted = names.map((name) => {
    const isList = allStreams.some((stream) => stream.name === name && cursorOf(stream) === undefined);
    return configured(name, isList ? "full_refresh" : "incremental");
  });
  const { of, logs, outcomes, errors } = await scriptedRead(wanted, world.answer, {
    config: { startDate, ...config },
    states,
    now: `${day}T12:00:00Z`,
    file: (url) => JSON.stringify(world.file(url)),
  });
  const failures = new Map(errors.map(({ stream, body }) => [stream, asText(body.failure_type)]));
  const written = names.flatMap((name) =>
    of(name)
      .states.slice(-1)
      .map((state) => [name, state] as const),
  );
  return {
    world,
    records: new Map(names.map((name) => [name, of(name).records])),
    states: { ...states, ...Object.fromEntries(written) },
    ends: new Map(
      [...outcomes].map(([name, end = ""]) => [name, end === "COMPLETE" ? end : (failures.get(name) ?? end)]),
    ),
    warnings: logs("WARN").filter((line) => !line.includes("retrying in")),
  };
}

/** Returns the warnings with a word. */
const warningsOf = ({ warnings }: Sync, word: string) =>
  warnings.filter((line) => new RegExp(`\\b${word}\\b`, "u").test(line));

/** Refusals that end after some syncs. After all of them, the server is healthy. */
type Passing = Refusal & { readonly syncs: number };

interface Story {
  readonly refusals: readonly Passing[];
  readonly config: Partial<Config>;
}

/** Returns whether a cell can be missing after a sync. `lastRead`: the syncs of which one has read it last. */
type Excuse = (fact: Fact, name: string, lastRead: readonly Sync[], now: Sync) => boolean;

/**
 * Tells a story of three syncs. Each stream must end each time with its true table, apart from what an excuse holds for, or
 * INCOMPLETE; and COMPLETE if the server refused none of its requests.
 */
async function tell({ refusals, config }: Story, isExcused: Excuse): Promise<void> {
  const table = new Map<string, JsonObject[]>(names.map((stream) => [stream, []]));
  const syncs: Sync[] = [];
  for (const index of [0, 1, 2]) {
    const day = dayAfter(today, index);
    const active = refusals.filter(({ syncs: count }) => count > index);
    const one = await sync(new World(accounts, active, day), day, syncs.at(-1)?.states ?? {}, config);
    const { world, ends } = one;
    syncs.push(one);
    for (const stream of names) {
      const rows = table.get(stream) ?? [];
      rows.push(...(one.records.get(stream) ?? []));
      const end = ends.get(stream) ?? "";
      const what = `${stream} in sync ${index + 1} (${end})`;
      if (end !== "COMPLETE") {
        assert.ok(["config_error", "transient_error"].includes(end), what);
        const refused = world.log.filter((asked) => asked.refused !== undefined && concerns(asked.stream, stream));
        assert.notEqual(refused.length, 0, what);
        continue;
      }
      const since = dayAfter(day, stream === "pin_analytics" ? -7 : -30);
      const lastRead = (fact: Fact) => ((fact.day ?? day) > since ? [one] : syncs);
      const isCompared = (fact: Fact, name: string) => !isExcused(fact, name, lastRead(fact), one);
      const wrong = world.differences(stream, rows, isCompared);
      assert.deepEqual([wrong.length, wrong.slice(0, 5)], [0, []], what);
    }
  }
}

/** Returns whether refused requests of a stream can cost another one, whose partitions come from it. */
const concerns = (refused: string, stream: string) =>
  refused === stream ||
  (refused === "campaigns" && (stream === "campaign_analytics" || stream === "campaign_targeting_analytics"));

/** Returns whether a warning says that cells or rows of a value are missing, and what to do. */
const isWarned = (one: Sync, value: string) => warningsOf(one, value).some((line) => /refresh/iu.test(line));

/** A cell can be empty if requests were sent without its value when it was last read, and a warning said so. */
const isDropped: Excuse = ({ stream, account, value, status }, name, lastRead, now) =>
  (status !== undefined && now.world.isDropped("campaigns", account, status) && isWarned(now, status)) ||
  [name, value].some(
    (each) =>
      each !== undefined && lastRead.some((one) => one.world.isDropped(stream, account, each) && isWarned(one, each)),
  );

/** A row can be absent if in this sync it was denied, alone or with its ad account, and a warning said so. */
const isDenied: Excuse = ({ stream, account, id, value, status }, _, __, now) => {
  const { world } = now;
  const isAlone = world
    .asked(stream, account)
    .some(
      ({ refused, ids: asked, values }) =>
        refused !== undefined &&
        (asked.length === 0 || asked.join() === id) &&
        (value === undefined || values.has(value)),
    );
  const isOfAccount = world.isDenied(stream, account) || (status !== undefined && world.isDenied("campaigns", account));
  return (isAlone || isOfAccount) && [account, id ?? account].some((each) => warningsOf(now, each).length > 0);
};

const duration = fc.oneof(fc.constant({}), fc.record({ times: fc.integer({ min: 1, max: 6 }) }));
const config = fc.record({ numWorkers: fc.constantFrom(1, 4, 40), analyticsBatchSize: fc.constantFrom(1, 2, 250) });
/** How long a refusal lasts: always, or some requests; and how many syncs. */
const ends = fc.tuple(duration, fc.constantFrom(1, 2)).map(([time, syncs]) => ({ ...time, syncs }));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const someAccounts = (stream: string) =>
  stream === "pin_analytics" ? fc.constant(undefined) : maybe(fc.subarray(Object.keys(accounts), { minLength: 1 }));

const rejections = fc.constantFrom(...names).chain((stream) => {
  const values = streams[stream]?.values ?? [];
  const messages = [
    "Invalid request.",
    "{first} is not supported.",
    "{all} are not supported.",
    "The ad account is not ACTIVE.",
    ...values.map((value) => `Could not compute ${value}, try again.`),
  ];
  const refusal = fc.record({
    accounts: someAccounts(stream),
    values: fc.subarray([...values], { maxLength: 2 }),
    isTogether: fc.boolean(),
    words: fc.constantFrom(...messages),
  });
  return fc.tuple(refusal, ends).map(([facts, end]): Passing => ({ stream, ...facts, ...end }));
});

const denials = fc.constantFrom(...names).chain((stream) => {
  const hasIds = stream === "campaign_analytics" || stream === "campaign_targeting_analytics";
  const denial = fc.record({
    accounts: someAccounts(stream),
    ids: hasIds ? maybe(fc.subarray(ids, { minLength: 1, maxLength: 3 })) : fc.constant(undefined),
    code: fc.constantFrom(29, 7),
  });
  return fc.tuple(denial, ends).map(([{ code, ...facts }, end]): Passing => {
    const status = code === 7 ? 401 : 403;
    return { stream, ...facts, code, status, words: "You are not permitted.", ...end };
  });
});

describe("random refusals", () => {
  for (const [what, refusal, isExcused] of [
    ["rejections", rejections, isDropped],
    ["denials", denials, isDenied],
  ] as const satisfies readonly (readonly [string, fc.Arbitrary<Passing>, Excuse])[]) {
    it(`(${what}) end with the truth or INCOMPLETE, and with the truth once the server is healthy`, async () => {
      const story = fc.record({ refusals: fc.array<Passing>(refusal, { minLength: 1, maxLength: 4 }), config });
      const numRuns = amount({ short: 12, long: 250 });
      await fc.assert(
        fc.asyncProperty(story, (each) => tell(each, isExcused)),
        { numRuns },
      );
    });
  }
});
