import assert from "node:assert/strict";
import fc from "fast-check";
import { knownCredentials, type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { sharedExtent } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Network } from "../../../src/commands/command-line/command.ts";
import { axiosTransport } from "../../../src/pinterest/network/axios-transport.ts";
import { axiosDownload } from "../../../src/pinterest/network/download.ts";
import { MemoryGate, type Room } from "../../../src/pinterest/network/memory-gate.ts";
import { type HttpRequest, type HttpResponse, TransportError } from "../../../src/pinterest/network/transport.ts";
import { amount } from "../../../test/amount.ts";
import { anyText } from "../../../test/any-text.ts";
import { FakeClock } from "../../../test/fake-clock.ts";
import { airbyteProtocol } from "../../../test/protocol/airbyte-protocol.ts";
import { noon } from "../../../test/today.ts";
import type { Files, Outcome } from "../../bed/connector.ts";
import { runInProcess } from "../../bed/in-process.ts";
import { configure, errorsOf, lastStates, statusesOf, streamsOf } from "../../bed/messages.ts";
import { recordAtEnd } from "../figures.ts";
import { mutated, mutations } from "./mutations.ts";

/** Maximum total wait of a run in milliseconds, whatever the API returns. */
const maxTimeMs = 24 * 60 * 60_000;
/** Request limit of a runaway run: one hour of polling 16 reports that never get a link takes about 5,800. */
const maxRequests = 10_000;

const { access_token, refresh_token, client_id, client_secret } = knownCredentials;
const byToken = { credentials: { auth_method: "access_token", access_token } };
const byOAuth = { credentials: { auth_method: "oauth2.0", client_id, client_secret, refresh_token } };
const settings = {
  start_date: "2026-07-05",
  search_queries: ["tea", "garden"],
  custom_reports: [{ name: "mine", level: "CAMPAIGN", granularity: "DAY", columns: ["SPEND_IN_DOLLAR"] }],
};

/** Changes a response; an Error means no response. */
type Change = (response: HttpResponse, request: HttpRequest) => HttpResponse | Error;

/** Some responses of a run, and how they are changed. */
interface Changes {
  /** The number of requests before the first one. */
  readonly first: number;
  readonly times: number;
  readonly change: Change;
}
const none: Changes = { first: 0, times: 0, change: (response) => response };

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
  /** Messages that are not of the protocol, with the reasons. */
  const foreign = new Map<string, readonly string[]>();
  /** What the output must never contain: the secrets of the configuration, and those of the API's responses in a run. */
  const basic = Buffer.from(`${client_id}:${client_secret}`).toString("base64");
  const secrets = [access_token, refresh_token, client_secret, basic];
  const granted = new Set<string>();
  let simulator: Simulator;
  /** One for all runs, since its connections stay open. */
  let network: Network;
  const gate = new KnownBodies(2 ** 19);
  let streams: readonly JsonObject[] = [];
  let states: readonly JsonObject[] = [];
  let cases = 0;
  let changedCases = 0;

  /** A network that changes some responses of the simulator. */
  function networkWith({ first, times, change }: Changes): Network {
    const { transport, download } = network;
    let requests = 0;
    const changed = (response: HttpResponse, request: HttpRequest): HttpResponse => {
      requests += 1;
      if (requests > maxRequests) throw new Error("too many requests");
      if (requests === first + 1) changedCases += 1;
      const found = requests > first && requests <= first + times ? change(response, request) : response;
      if (!(found instanceof Error)) return { ...found, ...(response.room && { room: response.room }) };
      response.room?.release();
      throw found;
    };
    return {
      transport: {
        send: async (request, signal) => {
          const response = await transport.send(request, signal);
          // A rejection has no JSON if the request is too long.
          if (request.url.includes("/oauth/token") && response.status === 200)
            for (const token of tokensOf(response.body)) granted.add(token);
          return changed(response, request);
        },
      },
      download: async (url, signal) => {
        const response = { status: 403, headers: {}, body: "" };
        // A changed link could lead to another host.
        if (url.startsWith(`${simulator.origin}/`)) {
          const { status, chunks } = await download(url, signal);
          response.status = status;
          for await (const chunk of chunks) response.body += chunk;
          granted.add(new URL(url).search);
        }
        const { status, body } = changed(response, { method: "GET", url, headers: {} });
        return { status, chunks: pieces(body) };
      },
    };
  }

  /** Runs the connector at noon, with a clock on which waits take no real time. */
  async function runAt(changes: Changes, command: string, files: Files): Promise<Run> {
    const clock = new FakeClock(noon);
    simulator.journal.clear();
    granted.clear();
    const outcome = await runInProcess(command, files, {
      network: () => networkWith(changes),
      clock,
      environment: { PINTEREST_API_BASE_URL: simulator.url },
      args: ["--debug"],
    });
    return { ...outcome, time: clock.now() - noon };
  }

  before(async () => {
    simulator = await startSimulator({
      seed: 5,
      clock: { now: () => noon },
      rotation: "never",
      scale: { ...sharedExtent, boards: 9, pins: 60, media: 2, catalogs: 1, feeds: 2, productGroups: 3 },
    });
    network = { transport: axiosTransport(undefined, gate), download: axiosDownload(simulator.url) };
    const config = { ...byToken, ...settings };
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
      promised: "100,000 cases: only protocol messages, the correct failure type, the read ends, no secrets",
      measured: `${cases.toLocaleString("en")} cases`,
    },
  ]);

  /** Asserts that the output conforms to the protocol, reports the outcome, took bounded time, and has no secret. */
  function assertValid({ code, messages, time }: Run, command: string): readonly JsonObject[] {
    cases += 1;
    const errors = errorsOf(messages);
    for (const message of messages) {
      const text = JSON.stringify(message);
      const problems = problemsOf(message);
      if (problems.length > 0) foreign.set(text, problems);
      if (message.type === "CONTROL") continue;
      for (const secret of [...secrets, ...granted]) assert.ok(!text.includes(secret), `a secret in ${text}`);
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

  const credentials = fc.constantFrom(byToken, byToken, byOAuth);
  // Arbitraries of streams exist once these are discovered.
  const anyStream = fc.nat().map((pick) => streams[pick % streams.length] ?? {});
  const someStreams = fc.uniqueArray(anyStream, { minLength: 1, maxLength: 2, selector: ({ name }) => name });

  /** The files of a command, as texts. Only `read` has a catalog and a state. */
  function textsOf(command: string, access: JsonObject, some: readonly JsonObject[], mode?: "full_refresh") {
    const names = some.map(({ name }) => name);
    const state = states.filter(({ stream }) => {
      const about = isObject(stream) && isObject(stream.stream_descriptor) ? stream.stream_descriptor : {};
      return names.includes(about.name);
    });
    const config = JSON.stringify({ ...access, ...settings });
    return command === "read"
      ? { config, catalog: JSON.stringify(configure(some, mode)), state: JSON.stringify(state) }
      : { config };
  }

  it("in the configuration, the catalog, or the state causes a config error", async () => {
    const command = fc.constantFrom("read", "read", "read", "check", "discover");
    const file = fc.constantFrom("config", "catalog", "state");
    await fc.assert(
      fc.asyncProperty(
        command,
        file,
        credentials,
        someStreams,
        mutations,
        async (name, wrong, access, some, changes) => {
          const texts = Object.entries(textsOf(name, access, some)).map(([each, text]) => {
            return [each, each === (name === "read" ? wrong : "config") ? mutated(text, changes) : text] as const;
          });
          for (const error of assertValid(await runAt(none, name, Object.fromEntries(texts)), name))
            assert.equal(error.failure_type, "config_error", JSON.stringify(error));
        },
      ),
      { numRuns: amount({ short: 150, long: 74_000 }), endOnFailure: false },
    );
  });

  const answer: fc.Arbitrary<Change> = fc.oneof(
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
    { weight: 1, arbitrary: fc.constant<Change>(() => new TransportError("the connection was reset")) },
  );

  it("in API responses never causes a system error or a hang", async () => {
    const mode = fc.constantFrom("full_refresh" as const, undefined);
    const responses = fc.record({
      first: fc.nat({ max: 5 }),
      times: fc.constantFrom(1, 1, 2, 7, 1_000_000),
      change: answer,
    });
    const numRuns = amount({ short: 120, long: 27_000 });
    changedCases = 0;
    await fc.assert(
      fc.asyncProperty(anyStream, mode, credentials, responses, async (stream, chosen, access, changes) => {
        const { state: _, ...texts } = { state: "", ...textsOf("read", access, [stream], chosen) };
        for (const error of assertValid(await runAt(changes, "read", texts), "read")) {
          const known = /Unexpected response from Pinterest/u.test(asText(error.message));
          assert.ok(known || error.failure_type !== "system_error", JSON.stringify(error));
        }
      }),
      { numRuns, endOnFailure: false },
    );
    assert.ok(changedCases > numRuns / 3, `only ${changedCases} runs made enough requests`);
  });

  it("causes no message that is not of the protocol", () => assert.deepEqual([...foreign], []));
});

/** Splits a text into chunks, as in a download. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += 10_000) yield text.slice(start, start + 10_000);
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
