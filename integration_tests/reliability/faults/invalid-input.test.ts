import assert from "node:assert/strict";
import fc from "fast-check";
import { knownCredentials, type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { sharedExtent } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Network } from "../../../src/commands/command-line/command.ts";
import { axiosNetwork } from "../../../src/pinterest/network/axios-network.ts";
import type { HttpRequest, HttpResponse } from "../../../src/pinterest/network/transport.ts";
import { anyText } from "../../../test/any-text.ts";
import { FakeClock } from "../../../test/fake-clock.ts";
import { airbyteProtocol } from "../../../test/protocol/airbyte-protocol.ts";
import { itWith } from "../../../test/requirements.ts";
import { type Files, type Outcome, parseMessage } from "../../bed/connector.ts";
import { runInProcess } from "../../bed/in-process.ts";
import { configure, errorsOf, lastStates, statusesOf, streamsOf } from "../../bed/messages.ts";
import { amount } from "../amount.ts";
import { recordAtEnd } from "../figures.ts";
import { broken, type Change, type Recording, Replay, recording } from "../runs/replay.ts";
import { mutated, mutations } from "./mutations.ts";

const noon = Date.UTC(2026, 10, 24, 12);
const address = "https://api.invalid";
/** Maximum total wait of a run in milliseconds, whatever the API returns. */
const maxTimeMs = 24 * 60 * 60_000;

const byToken = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };
const byOAuth = {
  credentials: {
    auth_method: "oauth2.0",
    client_id: knownCredentials.client_id,
    client_secret: knownCredentials.client_secret,
    refresh_token: knownCredentials.refresh_token,
  },
};
const settings = {
  start_date: "2026-11-20",
  search_queries: ["tea", "garden"],
  custom_reports: [{ name: "mine", level: "CAMPAIGN", granularity: "DAY", columns: ["SPEND_IN_DOLLAR"] }],
};
const untouched: Change = (response) => response;

/** Maximum number of characters of cached output lines. */
const maxKeptCharacters = 50_000_000;

/** Parses lines, with a cache since most lines repeat. */
class MessagesByLine {
  readonly #known = new Map<string, JsonObject>();
  #kept = 0;

  get(line: string): JsonObject {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const message = parseMessage(line);
    this.#kept += line.length;
    if (this.#kept > maxKeptCharacters) {
      this.#known.clear();
      this.#kept = line.length;
    }
    // Copies the line, since a substring would keep the entire output in memory.
    this.#known.set(Buffer.from(line).toString(), message);
    return message;
  }
}

describe("invalid input", function () {
  this.timeout(0);
  const messagesOf = new MessagesByLine();
  const problemsOf = airbyteProtocol.value?.checkOf("AirbyteMessage");
  /** Messages that are not of the protocol, with the reasons. */
  const foreign = new Map<string, readonly string[]>();
  const recorded: Recording = { responses: new Map(), files: new Map() };
  let simulator: Simulator;
  let streams: readonly JsonObject[] = [];
  let states: readonly JsonObject[] = [];
  /** Number of requests per stream. */
  const requests = new Map<string, number>();
  let secrets: readonly string[] = [];
  /** Valid messages; many runs repeat them. */
  const judged = new WeakSet<JsonObject>();
  let cases = 0;

  /** Runs the connector at noon, with a clock on which waits take no real time. */
  async function runAt(network: Network, command: string, files: Files): Promise<Run> {
    const clock = new FakeClock(noon);
    const outcome = await runInProcess(command, files, {
      network: () => network,
      clock,
      environment: { PINTEREST_API_BASE_URL: `${address}/v5` },
      args: ["--debug"],
      parse: (line) => messagesOf.get(line),
    });
    return { ...outcome, time: clock.now() - noon };
  }

  before(async () => {
    simulator = await startSimulator({
      seed: 5,
      clock: { now: () => noon },
      scale: { ...sharedExtent, boards: 9, pins: 60, media: 2, catalogs: 1, feeds: 2, productGroups: 3 },
    });
    const { origin } = simulator;
    const network = recording(
      axiosNetwork(`${origin}/v5`),
      recorded,
      (text) => text.replaceAll(origin, address),
      (url) => url.replaceAll(address, origin),
    );
    const config = { ...byToken, ...settings };
    const discovered = await runAt(network, "discover", { config });
    // The tests don't use the schemas of a configured catalog.
    streams = streamsOf(discovered.messages).map((stream) => ({ ...stream, json_schema: {} }));
    const read = async (files: Files): Promise<Run> => {
      const outcome = await runAt(network, "read", files);
      assert.deepEqual(errorsOf(outcome.messages), []);
      return outcome;
    };
    const catalog = configure(streams);
    const first = await read({ config, catalog });
    states = lastStates(first.messages);
    await read({ config, catalog, state: states });
    await read({ config, catalog: configure(streams, "full_refresh") });
    const account = configure(streams.filter(({ name }) => name === "account"));
    await read({ config: byOAuth, catalog: account });
    assert.equal((await runAt(network, "check", { config })).code, 0);
    await simulator.close();
    secrets = secretsOf(recorded);
    for (const stream of streams) {
      const replay = new Replay(recorded, untouched);
      const outcome = await runAt(replay, "read", { config, catalog: configure([stream]) });
      assert.equal(outcome.code, 0, `${asText(stream.name)} is not read as recorded`);
      requests.set(asText(stream.name), replay.requests);
    }
  });

  recordAtEnd(() => [
    {
      what: "Invalid input",
      promised: "100,000 cases: only protocol messages, the correct failure type, the read ends, no secrets",
      measured: `${cases.toLocaleString("en")} cases`,
    },
  ]);

  /** Asserts that the output conforms to the protocol, reports the outcome, took bounded time, and has no secret. */
  function assertValid({ code, messages, time }: Run, command: string): readonly JsonObject[] {
    cases += 1;
    const errors = errorsOf(messages);
    for (const message of messages) {
      if (judged.has(message)) continue;
      const text = JSON.stringify(message);
      const problems = problemsOf?.(message) ?? [];
      if (problems.length > 0) foreign.set(text, problems);
      if (message.type !== "CONTROL") {
        for (const secret of secrets) assert.ok(!text.includes(secret), `a secret in ${text}`);
      }
      judged.add(message);
    }
    assert.equal(code, errors.length === 0 ? 0 : 1, "the exit code doesn't match the errors");
    for (const [stream, statuses] of statusesOf(messages)) {
      const [first, ...later] = statuses;
      assert.equal(first, "STARTED");
      const ends = later.filter((status) => status !== "RUNNING");
      assert.ok(ends.length > 0, `${stream} does not end`);
    }
    if (command === "check") {
      const found = messages.filter(({ type }) => type === "CONNECTION_STATUS").length;
      assert.equal(found + errors.length, 1);
    }
    if (command === "discover")
      assert.equal(messages.filter(({ type }) => type === "CATALOG").length, code === 0 ? 1 : 0);
    assert.ok(time <= maxTimeMs, `${time} ms`);
    return errors;
  }

  function assertConfigErrors(errors: readonly JsonObject[]): void {
    for (const error of errors) assert.equal(error.failure_type, "config_error", JSON.stringify(error));
  }

  const someStreams = () =>
    fc.uniqueArray(fc.constantFrom(...streams), { minLength: 1, maxLength: 2, selector: ({ name }) => name });
  const credentials = fc.constantFrom(byToken, byToken, byOAuth);
  const check = async <Values extends readonly unknown[]>(
    numRuns: number,
    property: fc.IAsyncProperty<[...Values]>,
  ): Promise<void> => {
    await fc.assert(property, { numRuns, endOnFailure: false });
  };

  it("in the configuration causes a config error", async () => {
    await check(
      amount({ short: 250, long: 36_000 }),
      fc.asyncProperty(
        credentials,
        fc.constantFrom("check" as const, "check" as const, "discover" as const, "read" as const),
        mutations,
        fc.nat(),
        async (status, command, changes, pick) => {
          const stream = streams[pick % streams.length] ?? {};
          const texts = textsOf({ config: { ...status, ...settings }, catalog: configure([stream]) });
          const config = mutated(texts.config, changes);
          const wrong = command === "read" ? { ...texts, config } : { config };
          assertConfigErrors(assertValid(await runAt(new Replay(recorded, untouched), command, wrong), command));
        },
      ),
    );
  });

  it("in the catalog causes a config error", async () => {
    await check(
      amount({ short: 150, long: 12_000 }),
      fc.asyncProperty(someStreams(), credentials, mutations, async (status, access, changes) => {
        const texts = textsOf({ config: { ...access, ...settings }, catalog: configure(status) });
        const wrong = { ...texts, catalog: mutated(texts.catalog, changes) };
        assertConfigErrors(assertValid(await runAt(new Replay(recorded, untouched), "read", wrong), "read"));
      }),
    );
  });

  it("in the state causes a config error", async () => {
    await check(
      amount({ short: 250, long: 26_000 }),
      fc.asyncProperty(someStreams(), mutations, async (status, changes) => {
        const names = status.map(({ name }) => name);
        const state = states.filter(({ stream }) => {
          const descriptor = isObject(stream) && isObject(stream.stream_descriptor) ? stream.stream_descriptor : {};
          return names.includes(descriptor.name);
        });
        const texts = textsOf({ config: { ...byToken, ...settings }, catalog: configure(status), state });
        const wrong = { ...texts, state: mutated(texts.state ?? "", changes) };
        assertConfigErrors(assertValid(await runAt(new Replay(recorded, untouched), "read", wrong), "read"));
      }),
    );
  });

  const answer = fc.oneof(
    {
      weight: 6,
      arbitrary: mutations.map(
        (changes): Change =>
          (response) => ({ ...response, body: mutated(response.body, changes) }),
      ),
    },
    { weight: 1, arbitrary: errorResponses() },
    {
      weight: 1,
      arbitrary: headerSets().map(
        (headers): Change =>
          (response) => ({ ...response, headers: { ...response.headers, ...headers } }),
      ),
    },
    { weight: 1, arbitrary: fc.constant<Change>(() => broken) },
  );

  it("in API responses never causes a system error or a hang", async () => {
    await check(
      amount({ short: 350, long: 27_000 }),
      fc.asyncProperty(
        fc.constantFrom(...streams),
        fc.constantFrom("full_refresh" as const, undefined),
        credentials,
        answer,
        fc.nat(),
        fc.constantFrom(1, 1, 2, 7, 1_000_000),
        async (stream, mode, access, change, at, times) => {
          const first = at % (requests.get(asText(stream.name)) ?? 1);
          const network = new Replay(recorded, (response, request, number) =>
            number >= first && number < first + times ? change(response, request, number) : response,
          );
          const texts = textsOf({ config: { ...access, ...settings }, catalog: configure([stream], mode) });
          for (const error of assertValid(await runAt(network, "read", texts), "read")) {
            const known = /Unexpected response from Pinterest/u.test(asText(error.message));
            assert.ok(known || error.failure_type !== "system_error", JSON.stringify(error));
          }
        },
      ),
    );
  });

  itWith(airbyteProtocol, "causes no message that is not of the protocol", () => assert.deepEqual([...foreign], []));
});

/** The outcome of a run, and the simulated time that it took, in milliseconds. */
interface Run extends Pick<Outcome, "code" | "messages"> {
  readonly time: number;
}

interface Texts {
  readonly config: string;
  readonly catalog: string;
  readonly state?: string;
}

function textsOf(files: Files): Texts {
  return {
    config: JSON.stringify(files.config),
    catalog: JSON.stringify(files.catalog ?? { streams: [] }),
    ...(files.state === undefined ? {} : { state: JSON.stringify(files.state) }),
  };
}

/** Returns what the output must never contain: secrets of the configuration and of the API's responses. */
function secretsOf({ responses, files }: Recording): readonly string[] {
  const { access_token: access, refresh_token: refresh, client_id: id, client_secret: secret } = knownCredentials;
  const granted = [...responses].flatMap(([key, list]) =>
    key.includes("/oauth/token") ? list.flatMap(({ body }) => tokensOf(body)) : [],
  );
  const links = [...files.keys()].map((url) => new URL(url).search);
  return [access, refresh, secret, Buffer.from(`${id}:${secret}`).toString("base64"), ...granted, ...links];
}

function tokensOf(body: string): readonly string[] {
  const grant: unknown = JSON.parse(body);
  return isObject(grant) ? [grant.access_token, grant.refresh_token].filter((token) => typeof token === "string") : [];
}

/** Known and unknown error responses; some repeat the secrets of the request. */
function errorResponses(): fc.Arbitrary<Change> {
  const message = fc.oneof(
    fc.constantFrom(
      "",
      "Token SECRET is not valid",
      "SECRET",
      "Retry after 99999999999 seconds",
      "Retry after 1 second",
      "This request is not permitted to a restricted feature",
      "\ud800",
    ),
    anyText({ maxLength: 40 }),
  );
  const status = fc.oneof(
    fc.constantFrom(201, 204, 301, 304, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 503),
    fc.integer({ min: 200, max: 599 }),
  );
  const code = fc.oneof(fc.constantFrom(2, 3, 7, 8, 12, 29, 50, 283, 4182, "8", null, 1e300), fc.integer());
  return fc.tuple(status, code, message, headerSets(), fc.boolean()).map(
    ([status, number, text, headers, isJson]): Change =>
      (_, request): HttpResponse => {
        const echoed = text.replaceAll("SECRET", () => secretsIn(request));
        const body = isJson ? JSON.stringify({ code: number, message: echoed }) : `<html>${echoed}</html>`;
        return { status: status, headers: { ...headers, "x-pinterest-rid": echoed }, body };
      },
  );
}

/** Imitates a server that echoes rejected input. */
function secretsIn({ headers, body }: HttpRequest): string {
  const refreshToken = new URLSearchParams(body).get("refresh_token") ?? "";
  return `${headers.Authorization ?? ""} ${refreshToken} ${encodeURIComponent(refreshToken)}`;
}

function headerSets(): fc.Arbitrary<Record<string, string>> {
  const value = fc.oneof(
    fc.constantFrom(
      "0",
      "-1",
      "1",
      "NaN",
      "9".repeat(400),
      "100;w=0",
      '60, 100;w=1;name="a", 60;w=60;name="b"',
      '0, 0;w=60;name="a"',
      '1, 1;w=86400;name="a"',
      "Wed, 21 Oct 2099 07:28:00 GMT",
      '"'.repeat(99),
      ";;;,,,",
    ),
    anyText({ maxLength: 20 }),
  );
  return fc.dictionary(
    fc.constantFrom(
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
      "retry-after",
      "x-pinterest-rid",
    ),
    value,
  );
}
