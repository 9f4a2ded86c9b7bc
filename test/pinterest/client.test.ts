import assert from "node:assert/strict";
import { inspect } from "node:util";
import { StoppedError } from "../../src/base/signals.ts";
import { type Authorization, fixedToken, refreshingToken } from "../../src/pinterest/access-token.ts";
import type { Caller } from "../../src/pinterest/caller.ts";
import { PinterestClient } from "../../src/pinterest/client.ts";
import { ApiError, type ApiErrorKind } from "../../src/pinterest/errors/api-error.ts";
import { RateLimiter } from "../../src/pinterest/limits/rate-limiter.ts";
import { Held } from "../../src/pinterest/network/memory-gate.ts";
import { type HttpResponse, TransportError } from "../../src/pinterest/network/transport.ts";
import { pageOf } from "../../src/pinterest/responses/find-rows.ts";
import type { ClientDependencies } from "../../src/pinterest/send-request.ts";
import { exchangeForTokens } from "../../src/pinterest/token-exchange.ts";
import { FakeClock } from "../fake-clock.ts";
import { type ApiResponse, apiError, inOrder, respond, type Script, ScriptedApi } from "../scripted-api.ts";
import { unauthorized } from "../sync/api.ts";

const start = Date.parse("2026-07-09T10:00:00Z");
const app = { clientId: "1234567", clientSecret: "SECRET/app" };
const ok = respond(200, { items: [{ id: "1" }], bookmark: null });
const fault = apiError(500, 12, "Something went wrong on our end. Sorry about that.");
const grant = (number: number) =>
  respond(200, {
    access_token: `SECRET access ${number}`,
    refresh_token: `SECRET refresh ${number}`,
    expires_in: 2_592_000,
  });

/** Returns a client with scripted responses that records its caller's events. */
function setUp(
  responses: readonly (ApiResponse | Script)[],
  {
    oauth = false,
    signal = new AbortController().signal,
    given = fixedToken("SECRET access 0"),
  }: { readonly oauth?: boolean; readonly signal?: AbortSignal; readonly given?: Authorization } = {},
) {
  const clock = new FakeClock(start);
  const transport = new ScriptedApi(clock, inOrder(responses));
  const parts: ClientDependencies = {
    baseUrl: "https://api.example.com/v5",
    transport,
    limiter: new RateLimiter(clock),
    clock,
    random: () => 0.5,
  };
  const observed = { calls: 0, retries: [] as (readonly [ApiErrorKind, number])[], rateLimits: [] as number[] };
  const caller: Caller = {
    signal,
    onCall: () => {
      observed.calls += 1;
    },
    onRetry: ({ kind }, delay) => observed.retries.push([kind, delay]),
    onRateLimit: (until) => observed.rateLimits.push(until - start),
  };
  const credentials = {
    ...app,
    refreshToken: "SECRET refresh 0",
    access: { token: "SECRET access 0", expiresAt: start + 20 * 86_400_000 },
  };
  const authorization: Authorization = oauth
    ? refreshingToken(
        credentials,
        clock,
        (token, stop) => exchangeForTokens(parts, app, { refreshToken: token }, { signal: stop }),
        () => Promise.resolve(),
      )
    : given;
  const client = new PinterestClient(parts, authorization);
  const listPins = () => client.call("pins/list", { page_size: 250 }, caller, (body) => pageOf(body, "items"));
  const exchange = () => exchangeForTokens(parts, app, { refreshToken: "SECRET refresh 0" }, caller);
  return { clock, transport, parts, observed, caller, client, listPins, exchange };
}

const times = <Value>(count: number, value: Value) => Array.from({ length: count }, () => value);

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => assert.fail("the request succeeded"),
    (reason: unknown) => reason,
  );
  assert(error instanceof ApiError, String(error));
  return error;
}

const authorizationsOf = ({ httpRequests }: ScriptedApi) => httpRequests.map(({ headers }) => headers.Authorization);

describe("PinterestClient", () => {
  it("sends the token and decodes the response", async () => {
    const { listPins, transport, observed, clock } = setUp([ok]);
    assert.deepEqual(await listPins(), { rows: [{ id: "1" }], bookmark: null });
    assert.deepEqual(transport.httpRequests, [
      {
        method: "GET",
        url: "https://api.example.com/v5/pins?page_size=250",
        headers: {
          Accept: "application/json",
          "User-Agent": "source-pinterest",
          Authorization: "Bearer SECRET access 0",
        },
      },
    ]);
    assert.deepEqual(observed, { calls: 1, retries: [], rateLimits: [] });
    assert.deepEqual(clock.sleeps, []);
  });

  it("sends the content of a POST as JSON", async () => {
    const { client, caller, transport } = setUp([respond(200, { token: "x" })]);
    const content = { start_date: "2026-01-01", columns: ["SPEND_IN_DOLLAR"] };
    await client.call("analytics/create_report", { ad_account_id: "1" }, caller, (body) => body, content);
    const [request] = transport.httpRequests;
    assert.deepEqual([request?.method, request?.headers["Content-Type"]], ["POST", "application/json"]);
    assert.deepEqual(JSON.parse(request?.body ?? ""), content);
  });

  it("releases the room of a response: of a failed one at once, of one with a holder before its next request", async () => {
    const released: number[] = [];
    const answers = [fault, ok, ok, apiError(404, 50, "Not found"), ok].map((answer, index) => () => {
      released.push(-index);
      return { ...answer, room: { release: () => void released.push(index) } };
    });
    const { client, caller, listPins } = setUp(answers);
    await listPins();
    const held = new Held();
    const holding = () => client.call("pins/list", {}, { ...caller, held }, (body) => pageOf(body, "items"));
    await holding();
    await assert.rejects(holding(), ApiError);
    await holding();
    assert.deepEqual(released, [-0, 0, -1, 1, -2, 2, -3, 3, -4]);
    held.release();
    assert.equal(released.at(-1), 4);
  });

  it("reports an ID that would be another path as not found, without a request", async () => {
    const { client, caller, transport } = setUp([]);
    for (const board_id of ["", ".", ".."]) {
      const error = await failure(client.call("boards/list_pins", { board_id }, caller, (body) => body));
      assert.deepEqual([error.kind, error.operation], ["not_found", "boards/list_pins"]);
    }
    assert.equal(transport.httpRequests.length, 0);
  });

  describe("a rejected token", () => {
    it("is renewed once, and the request is repeated", async () => {
      const { listPins, transport, observed, clock } = setUp([unauthorized, grant(1), ok], { oauth: true });
      assert.deepEqual((await listPins()).rows, [{ id: "1" }]);
      assert.deepEqual(authorizationsOf(transport), [
        "Bearer SECRET access 0",
        `Basic ${Buffer.from("1234567:SECRET/app").toString("base64")}`,
        "Bearer SECRET access 1",
      ]);
      assert.equal(observed.calls, 2, "the caller's own requests");
      assert.deepEqual([observed.retries, clock.sleeps], [[], []]);
    });

    it("that can't be renewed is sent once more", async () => {
      const { listPins, transport } = setUp([unauthorized, ok]);
      assert.deepEqual((await listPins()).rows, [{ id: "1" }]);
      assert.equal(transport.httpRequests.length, 2);
    });

    it("is an error if it is rejected again, the renewed one is rejected too, or renewal can't help", async () => {
      for (const [responses, oauth, kind] of [
        [[unauthorized, unauthorized], false, "authentication"],
        [[unauthorized, grant(1), unauthorized], true, "authentication"],
        [[apiError(401, 3, "No.")], true, "missing_scope"],
        [[apiError(401, 7, "No.")], true, "permission_denied"],
        [[apiError(401, 29, "No.")], true, "permission_denied"],
      ] as const) {
        const { listPins, transport } = setUp(responses, { oauth });
        const error = await failure(listPins());
        assert.deepEqual([error.kind, error.operation], [kind, "pins/list"]);
        assert.equal(transport.httpRequests.length, responses.length);
      }
    });
  });

  describe("a rate limit", () => {
    const limited = (headers: HttpResponse["headers"] = {}) =>
      apiError(429, 8, "This request exceeded a rate limit.", headers);

    it("is retried at the time in the response, or after increasing delays", async () => {
      for (const [responses, delays] of [
        [[limited({ "x-ratelimit-reset": "20" })], [20_625]],
        [
          [limited(), limited(), limited()],
          [750, 1500, 3000],
        ],
        // Of analytics.
        [[apiError(400, 1, "Overloaded. Retry after 42 seconds")], [42_625]],
      ] as const) {
        const { listPins, observed, clock } = setUp([...responses, ok]);
        await listPins();
        const ends = delays.map((_, index) =>
          delays.slice(0, index + 1).reduce<number>((sum, delay) => sum + delay, 0),
        );
        const retries = delays.map((delay) => ["rate_limited", delay]);
        assert.deepEqual(observed, { calls: responses.length + 1, retries, rateLimits: ends });
        assert.equal(clock.now(), start + (ends.at(-1) ?? 0));
      }
    });

    it("delays only requests of its category", async () => {
      const { client, caller, clock, listPins } = setUp([limited({ "retry-after": "60" }), respond(200, []), ok, ok]);
      const first = listPins();
      await clock.sleep(1);
      const times: Record<string, number> = {};
      const note = (name: string) => () => {
        times[name] = clock.now() - start;
      };
      await Promise.all([
        first.then(note("first")),
        client.call("ad_account_countries/get", {}, caller, (body) => body).then(note("other category")),
        listPins().then(note("same category")),
      ]);
      assert.deepEqual(times, { "other category": 1, first: 60_625, "same category": 60_625 });
    });

    it("that is known delays the request and reports the wait", async () => {
      const headers = {
        "x-ratelimit-limit": '60, 60;w=60;name="org_read"',
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "30",
      };
      const { listPins, observed, clock } = setUp([{ ...ok, headers }, ok]);
      await listPins();
      await listPins();
      assert.equal(clock.now(), start + 31_000);
      assert.deepEqual(observed, { calls: 2, retries: [], rateLimits: [31_000] });
    });

    it("that comes again and again becomes an error before the waits exceed 15 minutes together", async () => {
      const { listPins, clock, transport } = setUp(times(11, limited({ "retry-after": "280" })));
      assert.equal((await failure(listPins())).kind, "rate_limited");
      assert.deepEqual([transport.httpRequests.length, clock.now()], [4, start + 3 * 280_625]);
    });

    it("that persists becomes an error, without a time if that has passed", async () => {
      for (const headers of [{}, { "retry-after": "0" }]) {
        const { listPins, transport } = setUp(times(41, limited(headers)));
        const { kind, retryAt } = await failure(listPins());
        assert.deepEqual([kind, retryAt], ["rate_limited", undefined]);
        assert.equal(transport.httpRequests.length, 41);
      }
    });
  });

  describe("transient errors", () => {
    // Other cases are in classify-error.test.ts, parse-body.test.ts, and find-rows.test.ts.
    const passing: readonly (readonly [string, ApiResponse, ApiErrorKind])[] = [
      ["a server error", fault, "server_fault"],
      ["a broken connection", new TransportError("the connection was reset"), "network"],
      ["a truncated body", { status: 200, headers: {}, body: '{"items":[{"id":"1"}' }, "invalid_body"],
      ["a body of another shape", respond(200, { item: [] }), "invalid_body"],
      ["a part of a body", respond(206, { items: [{ id: "1" }] }), "invalid_body"],
    ];
    for (const [what, response, kind] of passing) {
      it(`are retried up to five times: ${what}`, async () => {
        const { listPins, observed, clock } = setUp([response, response, ok]);
        assert.deepEqual((await listPins()).rows, [{ id: "1" }]);
        const retries = [750, 1500].map((delay) => [kind, delay]);
        assert.deepEqual(observed, { calls: 3, retries, rateLimits: [] });
        assert.deepEqual(clock.sleeps, [750, 1500]);
        const permanent = setUp(times(6, response));
        const error = await failure(permanent.listPins());
        assert.deepEqual([error.kind, error.operation], [kind, "pins/list"]);
        assert.deepEqual([permanent.observed.calls, permanent.observed.retries.length], [6, 5]);
      });
    }
  });

  describe("permanent errors", () => {
    it("are not retried", async () => {
      const { listPins, observed, clock } = setUp([
        apiError(403, 29, "You are not permitted to access that resource."),
      ]);
      assert.equal((await failure(listPins())).kind, "permission_denied");
      assert.deepEqual([observed, clock.sleeps], [{ calls: 1, retries: [], rateLimits: [] }, []]);
    });

    it("include unexpected errors, which are not retried", async () => {
      const { listPins, observed } = setUp([new RangeError("an internal error")]);
      await assert.rejects(listPins(), RangeError);
      assert.equal(observed.calls, 1);
    });
  });

  describe("abort", () => {
    it("ends a request", async () => {
      const controller = new AbortController();
      const hang: Script = (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new StoppedError()));
          controller.abort();
        });
      const { listPins: hanging, observed } = setUp([hang], { signal: controller.signal });
      await assert.rejects(hanging(), StoppedError);
      assert.deepEqual(observed.retries, []);
    });

    it("ends the delay before a retry", async () => {
      const controller = new AbortController();
      const { client, caller, transport, clock } = setUp([fault], { signal: controller.signal });
      const onRetry = () => setImmediate(() => controller.abort());
      const asking = client.call("pins/list", {}, { ...caller, onRetry }, (body) => body);
      await assert.rejects(asking, StoppedError);
      assert.deepEqual([transport.httpRequests.length, clock.sleeps.length], [1, 1]);
      assert.equal(clock.now(), start, "no time has passed");
    });

    it("ends a wait for the rate limit", async () => {
      const controller = new AbortController();
      const { client, caller, parts, clock, transport } = setUp([], { signal: controller.signal });
      parts.limiter.pause("org_read", start + 60_000);
      const onRateLimit = () => queueMicrotask(() => controller.abort());
      const asking = client.call("pins/list", {}, { ...caller, onRateLimit }, (body) => body);
      await assert.rejects(asking, StoppedError);
      assert.deepEqual([clock.now(), transport.httpRequests.length], [start, 0]);
    });
  });

  describe("without an available token", () => {
    it("notes the failure as the first response, so that the other streams don't wait in turn", async () => {
      const withoutToken: Authorization = {
        token: () => Promise.reject(new ApiError({ kind: "server_fault", operation: "oauth/token", reason: "" })),
        renew: () => Promise.resolve(),
      };
      const { client, listPins } = setUp([], { given: withoutToken });
      await failure(listPins());
      const later = Symbol();
      assert.notEqual(await Promise.race([client.firstResponse, Promise.resolve(later)]), later);
    });

    it("does not multiply the retries of the token endpoint", async () => {
      for (const response of [fault, new TransportError("the connection was reset"), respond(200, {})]) {
        const { listPins, transport } = setUp([unauthorized, ...times(6, response)], { oauth: true });
        assert.equal((await failure(listPins())).operation, "oauth/token");
        assert.equal(transport.httpRequests.length, 7);
      }
    });
  });

  it("excludes tokens from errors", async () => {
    const reset = new TransportError("the connection was reset");
    const bad: readonly ApiResponse[] = [
      unauthorized,
      apiError(401, 3, "No scope."),
      fault,
      reset,
      respond(200, { access_token: "" }),
      { status: 200, headers: {}, body: '{"access_token":"SECRET","refresh_token":"SECRET"' },
      { status: 500, headers: { "set-cookie": "SECRET" }, body: "SECRET" },
      respond(200, { refresh_token: "SECRET", scope: "x" }),
    ];
    for (const six of bad.map((response) => times(6, response))) {
      const ofToken = setUp([unauthorized, ...six], { oauth: true });
      for (const way of [setUp(six).listPins, ofToken.listPins, setUp(six).exchange]) {
        const error = await failure(way());
        const details = inspect(error, { showHidden: true, depth: null, getters: true });
        for (const text of [JSON.stringify(error), details, String(error), error.stack ?? ""]) {
          assert.doesNotMatch(text, /SECRET|Bearer|Basic/u);
          assert.ok(!text.includes(Buffer.from("1234567:SECRET/app").toString("base64")));
        }
      }
    }
  });
});

describe("exchangeForTokens", () => {
  it("sends the refresh token as a form with the app's credentials", async () => {
    const { exchange, transport } = setUp([grant(1)]);
    assert.deepEqual(await exchange(), {
      accessToken: "SECRET access 1",
      refreshToken: "SECRET refresh 1",
      expiresAt: start + 30 * 86_400_000,
      renewableUntil: undefined,
      scopes: [],
    });
    assert.deepEqual(transport.httpRequests, [
      {
        method: "POST",
        url: "https://api.example.com/v5/oauth/token",
        headers: {
          Accept: "application/json",
          "User-Agent": "source-pinterest",
          Authorization: `Basic ${Buffer.from("1234567:SECRET/app").toString("base64")}`,
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body: "grant_type=refresh_token&refresh_token=SECRET+refresh+0&continuous_refresh=true",
      },
    ]);
  });

  it("is not aborted once sent, since the response can contain the only valid refresh token", async () => {
    const stop = new AbortController();
    let heard: AbortSignal | undefined;
    const { parts } = setUp([
      (_, signal) => {
        heard = signal;
        stop.abort();
        return grant(1);
      },
    ]);
    const granted = await exchangeForTokens(parts, app, { refreshToken: "old" }, { signal: stop.signal });
    assert.equal(heard?.aborted, false);
    assert.equal(granted.refreshToken, "SECRET refresh 1");
  });

  it("is neither sent nor repeated after a stop signal", async () => {
    const stop = new AbortController();
    const { parts, transport } = setUp([
      () => {
        stop.abort();
        return fault;
      },
    ]);
    const exchange = () => exchangeForTokens(parts, app, { refreshToken: "old" }, { signal: stop.signal });
    await assert.rejects(exchange(), StoppedError);
    await assert.rejects(exchange(), StoppedError);
    assert.equal(transport.httpRequests.length, 1);
  });

  it("takes other errors of the request for a rejected grant, without retries", async () => {
    for (const response of [
      apiError(401, 283, "No."),
      apiError(200, 3, "No."),
      apiError(400, 1, "No."),
      apiError(403, 29, "No."),
    ]) {
      const { exchange, observed } = setUp([response]);
      const { kind, status } = await failure(exchange());
      assert.deepEqual([kind, status], ["authorization_grant", response.status]);
      assert.deepEqual([observed.calls, observed.retries], [1, []]);
    }
  });

  it("retries after a rate limit, a server error, or a broken connection", async () => {
    for (const [response, kind] of [
      [apiError(429, 8, "x", { "retry-after": "5" }), "rate_limited"],
      [apiError(400, 12, "Something went wrong on our end."), "server_fault"],
      [fault, "server_fault"],
      [new TransportError("x"), "network"],
      [{ status: 401, headers: {}, body: "<html></html>" }, "network"],
      [{ status: 200, headers: {}, body: "" }, "invalid_body"],
      [respond(200, {}), "invalid_body"],
    ] as const) {
      const { exchange, observed, transport } = setUp([response, grant(1)]);
      assert.equal((await exchange()).accessToken, "SECRET access 1");
      assert.deepEqual([observed.retries.map(([why]) => why), transport.httpRequests.length], [[kind], 2]);
    }
  });
});
