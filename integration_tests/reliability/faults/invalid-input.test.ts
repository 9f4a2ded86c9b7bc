import assert from "node:assert/strict";
import fc from "fast-check";
import { knownCredentials, type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { sharedExtent } from "../../../simulator/world/scale.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import type { Network } from "../../../src/commands/command-line/command.ts";
import { axiosTransport } from "../../../src/pinterest/network/axios-transport.ts";
import { axiosDownload } from "../../../src/pinterest/network/download.ts";
import { MemoryGate, type Room } from "../../../src/pinterest/network/memory-gate.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { amount } from "../../../test/amount.ts";
import { anyText } from "../../../test/any-text.ts";
import { FakeClock } from "../../../test/fake-clock.ts";
import { airbyteProtocol } from "../../../test/protocol/airbyte-protocol.ts";
import { noon } from "../../../test/today.ts";
import type { Files, Outcome } from "../../bed/connector.ts";
import { runInProcess } from "../../bed/in-process.ts";
import { configure, errorsOf, lastStates, statusesOf, streamsOf } from "../../bed/messages.ts";
import { recordAtEnd } from "../figures.ts";

/** Maximum total wait of a run in milliseconds, whatever the API returns. */
const maxTimeMs = 24 * 60 * 60_000;
/** Request limit of a runaway run: one hour of polling 16 reports that never get a link takes about 5,800. */
const maxRequests = 10_000;

const { access_token } = knownCredentials;
const config = {
  credentials: { auth_method: "access_token", access_token },
  start_date: "2026-07-05",
  search_queries: ["tea", "garden"],
  custom_reports: [{ name: "mine", level: "CAMPAIGN", granularity: "DAY", columns: ["SPEND_IN_DOLLAR"] }],
};

/** A change of a valid JSON text: of one of its values, or at a share of its length from 0 to 1. */
type Mutation =
  | { readonly kind: "replace" | "add" | "delete"; readonly node: number; readonly value: Json }
  | { readonly kind: "cut" | "insert"; readonly at: number; readonly text: string };

/** Returns lists and objects in one another. */
const nested = (depth: number): Json => JSON.parse(`${'[{"a":'.repeat(depth)}"deep"${"}]".repeat(depth)}`);

/** JSON values that are likely to cause errors. */
const edgeValues: readonly Json[] = [
  ...JSON.parse(String.raw`[
    null, true, false, 0, -1, 0.1, 1e21, -1e308, 9007199254740992, 1700000000000000, [], [null], [[]], [{}], {}, {"items": null},
    "", " ", "null", "..", "/", "__proto__", "\ud800", "\udc00\u2028\u0085\u0000", "👩‍👩‍👧‍👦 é", "2026-02-30", "0000-00-00T00:00:00",
    "9999-12-31T23:59:59.999999999", "12345678901234567890123", {"constructor": 1, "toString": "x", "hasOwnProperty": null}
  ]`),
  "x".repeat(100_000),
  nested(100),
];
const edgeValue = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...edgeValues) },
  { weight: 1, arbitrary: anyText({ maxLength: 30 }) },
);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("replace" as const, "replace" as const, "add" as const, "delete" as const),
      node: fc.nat({ max: 1_000_000 }),
      value: edgeValue,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("cut" as const, "insert" as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.oneof(fc.constantFrom("}", "]", '"', "\u0000", "1e999999", "[".repeat(20_000)), anyText()),
    }),
  },
);

/** Returns a text after a change of its values, or of the text if it isn't JSON. */
function mutated(text: string, change: Mutation): string {
  if ("text" in change) {
    const at = Math.floor(change.at * text.length);
    return change.kind === "cut" ? text.slice(0, at) : `${text.slice(0, at)}${change.text}${text.slice(at)}`;
  }
  const { kind, node, value } = change;
  let count = 0;
  const parsed: Json = parse(text);
  JSON.stringify(parsed, (_, inner: Json) => {
    count += 1;
    return inner;
  });
  let before = node % count;
  const changed = JSON.stringify(parsed, (_, inner: Json) => {
    before -= 1;
    if (before !== -1) return inner;
    if (kind === "delete") return undefined;
    if (kind === "add" && Array.isArray(inner)) return [...inner, value];
    return kind === "add" && isObject(inner) ? { ...inner, added: value } : value;
  });
  return changed ?? "null";
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Some responses of a run, and how they change; undefined for a connection that is reset. */
interface Changes {
  /** The number of requests before the first one. */
  readonly first: number;
  readonly times: number;
  readonly change: Mutation | undefined;
}

/** A gate that knows the bodies in it. */
class KnownBodies extends MemoryGate {
  readonly bodies = new Set<Room>();

  override enter(): Room {
    const room = super.enter();
    this.bodies.add(room);
    const release = () => {
      this.bodies.delete(room);
      room.release();
    };
    return { ...room, release };
  }
}

/** The outcome of a run, and the simulated time that it took, in milliseconds. */
interface Run extends Pick<Outcome, "code" | "messages"> {
  readonly time: number;
}

describe("invalid input", function () {
  this.timeout(0);
  const problemsOf = airbyteProtocol.checkOf("AirbyteMessage");
  let simulator: Simulator;
  /** One for all runs, since its connections stay open. */
  let network: Network;
  const gate = new KnownBodies(2 ** 19);
  let streams: readonly JsonObject[] = [];
  let states: readonly JsonObject[] = [];
  let cases = 0;
  let changedCases = 0;

  /** A network that changes some bodies of the simulator. */
  function networkWith({ first, times, change }: Changes): Network {
    const { transport, download } = network;
    let requests = 0;
    const changed = (body: string): string => {
      requests += 1;
      if (requests > maxRequests) throw new Error("too many requests");
      if (requests === first + 1) changedCases += 1;
      if (requests <= first || requests > first + times) return body;
      if (change === undefined) throw new TransportError("the connection was reset");
      return mutated(body, change);
    };
    return {
      transport: {
        send: async (request, signal) => {
          const response = await transport.send(request, signal);
          try {
            return { ...response, body: changed(response.body) };
          } catch (error) {
            response.room?.release();
            throw error;
          }
        },
      },
      download: async (url, signal) => {
        // A changed link could lead to another host.
        if (!url.startsWith(`${simulator.origin}/`)) return { status: 403, chunks: pieces("") };
        const { status, chunks } = await download(url, signal);
        let body = "";
        for await (const chunk of chunks) body += chunk;
        return { status, chunks: pieces(changed(body)) };
      },
    };
  }

  /** Runs the connector at noon, with a clock on which waits take no real time. */
  async function runAt(changes: Changes, command: string, files: Files): Promise<Run> {
    const clock = new FakeClock(noon);
    simulator.journal.clear();
    const outcome = await runInProcess(command, files, {
      network: () => networkWith(changes),
      clock,
      environment: { PINTEREST_API_BASE_URL: simulator.url },
      args: ["--debug"],
    });
    return { ...outcome, time: clock.now() - noon };
  }
  const none: Changes = { first: 0, times: 0, change: undefined };

  before(async () => {
    simulator = await startSimulator({
      seed: 5,
      clock: { now: () => noon },
      scale: { ...sharedExtent, boards: 9, pins: 60, media: 2, catalogs: 1, feeds: 2, productGroups: 3 },
    });
    network = { transport: axiosTransport(undefined, gate), download: axiosDownload(simulator.url) };
    const discovered = await runAt(none, "discover", { config });
    // The tests don't use the schemas of a configured catalog.
    streams = streamsOf(discovered.messages).map((stream) => ({ ...stream, json_schema: {} }));
    const first = await runAt(none, "read", { config, catalog: configure(streams) });
    assert.deepEqual(errorsOf(first.messages), []);
    states = lastStates(first.messages);
  });
  after(() => simulator.close());

  recordAtEnd(() => [
    {
      what: "Invalid input",
      promised: "only protocol messages, the correct failure type, the read ends, no secrets",
      measured: `${cases.toLocaleString("en")} cases`,
    },
  ]);

  /** Asserts that the output conforms to the protocol, reports the outcome, took bounded time, and has no token. */
  function assertValid({ code, messages, time }: Run, command: string): readonly JsonObject[] {
    cases += 1;
    const errors = errorsOf(messages);
    for (const message of messages) {
      const text = JSON.stringify(message);
      assert.deepEqual(problemsOf(message), [], text);
      assert.ok(!text.includes(access_token), `the token in ${text}`);
    }
    assert.equal(code, errors.length === 0 ? 0 : 1, "the exit code doesn't match the errors");
    for (const [stream, [first, ...later]] of statusesOf(messages)) {
      assert.equal(first, "STARTED");
      assert.ok(
        later.some((status) => status !== "RUNNING"),
        `${stream} does not end`,
      );
    }
    const countOf = (wanted: string) => messages.filter(({ type }) => type === wanted).length;
    if (command === "check") assert.equal(countOf("CONNECTION_STATUS") + errors.length, 1);
    if (command === "discover") assert.equal(countOf("CATALOG"), code === 0 ? 1 : 0);
    assert.ok(time <= maxTimeMs, `${time} ms`);
    assert.equal(gate.bodies.size, 0, "a body keeps its room in memory");
    return errors;
  }

  // Arbitraries of streams exist once these are discovered.
  const anyStream = fc.nat().map((pick) => streams[pick % streams.length] ?? {});

  /** The files of a command, as texts. Only `read` has a catalog and a state. */
  function textsOf(command: string, stream: JsonObject, mode?: "full_refresh") {
    const isOfStream = ({ stream: about }: JsonObject) =>
      isObject(about) && isObject(about.stream_descriptor) && about.stream_descriptor.name === stream.name;
    const texts = { config: JSON.stringify(config) };
    return command === "read"
      ? {
          ...texts,
          catalog: JSON.stringify(configure([stream], mode)),
          state: JSON.stringify(states.filter(isOfStream)),
        }
      : texts;
  }

  it("in the configuration, the catalog, or the state causes a config error", async () => {
    const command = fc.constantFrom("read", "read", "read", "check", "discover");
    const file = fc.constantFrom("config", "catalog", "state");
    await fc.assert(
      fc.asyncProperty(command, file, anyStream, mutation, async (name, wrong, stream, change) => {
        const texts = Object.entries(textsOf(name, stream)).map(([each, text]) => {
          return [each, each === (name === "read" ? wrong : "config") ? mutated(text, change) : text] as const;
        });
        for (const error of assertValid(await runAt(none, name, Object.fromEntries(texts)), name))
          assert.equal(error.failure_type, "config_error", JSON.stringify(error));
      }),
      { numRuns: amount({ short: 60, long: 10_000 }), endOnFailure: false },
    );
  });

  it("in responses of the API never causes a system error or a hang", async () => {
    const mode = fc.constantFrom("full_refresh" as const, undefined);
    const responses = fc.record({
      first: fc.nat({ max: 5 }),
      times: fc.constantFrom(1, 1, 2, 7, 1_000_000),
      change: fc.option(mutation, { nil: undefined, freq: 9 }),
    });
    const numRuns = amount({ short: 60, long: 4_000 });
    changedCases = 0;
    await fc.assert(
      fc.asyncProperty(anyStream, mode, responses, async (stream, chosen, changes) => {
        const { state: _, ...texts } = { state: "", ...textsOf("read", stream, chosen) };
        for (const error of assertValid(await runAt(changes, "read", texts), "read")) {
          const known = /Unexpected response from Pinterest/u.test(asText(error.message));
          assert.ok(known || error.failure_type !== "system_error", JSON.stringify(error));
        }
      }),
      { numRuns, endOnFailure: false },
    );
    assert.ok(changedCases > numRuns / 3, `only ${changedCases} runs made enough requests`);
  });
});

/** Splits a text into chunks, as in a download. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += 10_000) yield text.slice(start, start + 10_000);
}
