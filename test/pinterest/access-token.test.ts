import assert from "node:assert/strict";
import { StoppedError } from "../../src/base/signals.ts";
import { fixedToken, type OAuthCredentials, refreshingToken } from "../../src/pinterest/access-token.ts";
import { ApiError } from "../../src/pinterest/errors/api-error.ts";
import type { TokenGrant } from "../../src/pinterest/token-grant.ts";
import { FakeClock } from "../fake-clock.ts";

const start = Date.parse("2026-07-09T10:00:00Z");
const hour = 60 * 60_000;
const day = 24 * hour;
const { signal } = new AbortController();

interface Setting {
  readonly access?: OAuthCredentials["access"];
  /** The lifetime of granted tokens. */
  readonly life?: number;
  /** Whether each grant has a new refresh token. */
  readonly rotates?: boolean;
}

/** Returns an authorization with a token endpoint that grants `access 1`, `access 2`, … and records events. */
function setUp({ access, life = 30 * day, rotates = false }: Setting = {}) {
  const clock = new FakeClock(start);
  const events: string[] = [];
  let grants = 0;
  const failures: Error[] = [];
  const putOff: [unknown, number][] = [];
  const exchange = async (refreshToken: string): Promise<TokenGrant> => {
    events.push(`exchange ${refreshToken}`);
    await clock.sleep(100);
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    grants += 1;
    return {
      accessToken: `access ${grants}`,
      refreshToken: rotates ? `refresh ${grants}` : undefined,
      expiresAt: clock.now() + life,
      renewableUntil: undefined,
      scopes: [],
    };
  };
  const authorization = refreshingToken(
    { clientId: "id", clientSecret: "secret", refreshToken: "refresh 0", access },
    clock,
    exchange,
    async ({ accessToken, refreshToken, rotated }) => {
      events.push(`granted ${accessToken}, ${refreshToken}${rotated ? ", rotated" : ""}`);
      await clock.sleep(50);
      events.push("told");
    },
    (error, until) => putOff.push([error, until]),
  );
  return { clock, events, failures, putOff, authorization };
}

const rejection = new ApiError({ kind: "authorization_grant", operation: "oauth/token", reason: "invalid grant" });

describe("fixedToken", () => {
  it("returns its token, also after a rejection", async () => {
    const authorization = fixedToken("pina_1");
    assert.equal(await authorization.token(signal), "pina_1");
    await authorization.renew("pina_1", signal);
    assert.equal(await authorization.token(signal), "pina_1");
  });
});

describe("refreshingToken", () => {
  it("requests a token once and keeps it", async () => {
    const { authorization, events } = setUp();
    assert.equal(await authorization.token(signal), "access 1");
    assert.equal(await authorization.token(signal), "access 1");
    assert.deepEqual(events, ["exchange refresh 0", "granted access 1, refresh 0", "told"]);
  });

  it("shares one request among concurrent callers", async () => {
    const { authorization, events } = setUp();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => authorization.token(signal)));
    assert.deepEqual(new Set(tokens), new Set(["access 1"]));
    assert.equal(events.filter((event) => event.startsWith("exchange")).length, 1);
  });

  it("repeats the request for other callers if the first one was aborted", async () => {
    const { authorization, failures } = setUp();
    failures.push(new StoppedError());
    const stopped = authorization.token(AbortSignal.abort());
    const others = [authorization.token(signal), authorization.token(signal)];
    await assert.rejects(stopped, StoppedError);
    assert.deepEqual(await Promise.all(others), ["access 1", "access 1"]);
  });

  it("uses a given token until a day before it expires", async () => {
    const { authorization, clock, events } = setUp({ access: { token: "stored", expiresAt: start + 10 * day } });
    assert.equal(await authorization.token(signal), "stored");
    clock.advance(9 * day - 1);
    assert.equal(await authorization.token(signal), "stored");
    assert.deepEqual(events, []);
    clock.advance(1);
    assert.equal(await authorization.token(signal), "access 1");
  });

  it("does not use an expired token", async () => {
    const { authorization } = setUp({ access: { token: "stored", expiresAt: start - 1 } });
    assert.equal(await authorization.token(signal), "access 1");
  });

  it("renews a token a day before it expires", async () => {
    const { authorization, clock } = setUp();
    await authorization.token(signal);
    const end = clock.now() - 50 + 30 * day;
    clock.advance(end - day - clock.now() - 1);
    assert.equal(await authorization.token(signal), "access 1");
    clock.advance(1);
    assert.equal(await authorization.token(signal), "access 2");
  });

  it("uses a short-lived token for most of its life", async () => {
    for (const life of [60_000, hour, day, 2 * day]) {
      const { authorization, clock } = setUp({ life });
      await authorization.token(signal);
      clock.advance(life * 0.85);
      assert.equal(await authorization.token(signal), "access 1", `${life}`);
      clock.advance(life * 0.1);
      assert.equal(await authorization.token(signal), "access 2", `${life}`);
    }
  });

  it("reports a new refresh token before it uses the new access token", async () => {
    const { authorization, events } = setUp({ rotates: true });
    const use = async () => {
      events.push(`used ${await authorization.token(signal)}`);
    };
    await Promise.all([use(), use()]);
    assert.deepEqual(events, [
      "exchange refresh 0",
      "granted access 1, refresh 1, rotated",
      "told",
      "used access 1",
      "used access 1",
    ]);
  });

  it("exchanges the newest refresh token", async () => {
    const { authorization, events } = setUp({ rotates: true });
    await authorization.token(signal);
    await authorization.renew("access 1", signal);
    assert.equal(await authorization.token(signal), "access 2");
    assert.deepEqual(
      events.filter((event) => event.startsWith("exchange")),
      ["exchange refresh 0", "exchange refresh 1"],
    );
  });

  it("does not report an unchanged refresh token", async () => {
    const clock = new FakeClock(start);
    const rotations: boolean[] = [];
    const authorization = refreshingToken(
      { clientId: "id", clientSecret: "secret", refreshToken: "same", access: undefined },
      clock,
      () =>
        Promise.resolve({
          accessToken: "a",
          refreshToken: "same",
          expiresAt: start + day,
          renewableUntil: undefined,
          scopes: [],
        }),
      ({ rotated }) => {
        rotations.push(rotated);
        return Promise.resolve();
      },
    );
    await authorization.token(signal);
    assert.deepEqual(rotations, [false]);
  });

  describe("renew", () => {
    it("renews a token once for several rejections", async () => {
      const { authorization, events } = setUp({ access: { token: "stored", expiresAt: start + 10 * day } });
      await Promise.all(Array.from({ length: 20 }, () => authorization.renew("stored", signal)));
      assert.equal(await authorization.token(signal), "access 1");
      // A late rejection.
      await authorization.renew("stored", signal);
      assert.equal(await authorization.token(signal), "access 1");
      assert.equal(events.filter((event) => event.startsWith("exchange")).length, 1);
    });

    it("fails with the error of the token endpoint", async () => {
      const { authorization, failures } = setUp({ access: { token: "stored", expiresAt: start + 10 * day } });
      failures.push(rejection);
      await assert.rejects(authorization.renew("stored", signal), rejection);
    });
  });

  it("fails for all waiting callers and can be retried", async () => {
    const { authorization, events, failures } = setUp({ rotates: true });
    const outage = new ApiError({ kind: "server_fault", operation: "oauth/token", reason: "down" });
    failures.push(outage);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => authorization.token(signal)));
    assert(results.every((result) => result.status === "rejected" && result.reason === outage));
    assert.equal(events.length, 1);
    assert.equal(await authorization.token(signal), "access 1");
  });

  it("does not retry after a rejected refresh token", async () => {
    const { authorization, events, failures } = setUp({ rotates: true });
    failures.push(rejection);
    await assert.rejects(authorization.token(signal), rejection);
    await assert.rejects(authorization.token(signal), rejection);
    assert.equal(events.length, 1);
  });

  describe("a failed refresh a day before the token expires", () => {
    const outage = new ApiError({ kind: "server_fault", operation: "oauth/token", reason: "down" });
    const expiresAt = start + hour;

    for (const [what, failure] of [
      ["the token endpoint is down", outage],
      ["another connector has used the refresh token", rejection],
    ] as const) {
      it(`is postponed until the token expires: ${what}`, async () => {
        const { authorization, clock, events, failures, putOff } = setUp({ access: { token: "stored", expiresAt } });
        failures.push(failure);
        const tokens = await Promise.all([authorization.token(signal), authorization.token(signal)]);
        assert.deepEqual(tokens, ["stored", "stored"]);
        assert.deepEqual(putOff, [[failure, expiresAt]]);
        clock.advance(hour - 200);
        assert.equal(await authorization.token(signal), "stored");
        assert.equal(events.length, 1, "not retried earlier");
      });
    }

    it("is retried when the token expires", async () => {
      const { authorization, clock, failures } = setUp({ access: { token: "stored", expiresAt } });
      failures.push(outage);
      await authorization.token(signal);
      clock.advance(hour);
      assert.equal(await authorization.token(signal), "access 1");
    });

    it("is not postponed if the token is rejected", async () => {
      const { authorization, failures } = setUp({ access: { token: "stored", expiresAt } });
      failures.push(outage);
      await authorization.token(signal);
      failures.push(rejection);
      await assert.rejects(authorization.renew("stored", signal), rejection);
    });

    it("is not postponed if the read is aborted", async () => {
      const { authorization, failures, putOff } = setUp({ access: { token: "stored", expiresAt } });
      failures.push(new StoppedError());
      await assert.rejects(authorization.token(AbortSignal.abort()), StoppedError);
      assert.deepEqual(putOff, []);
    });
  });

  it("keeps a new refresh token that could not be reported", async () => {
    const clock = new FakeClock(start);
    const exchanged: string[] = [];
    let isDeaf = true;
    const authorization = refreshingToken(
      { clientId: "id", clientSecret: "secret", refreshToken: "refresh 0", access: undefined },
      clock,
      (refreshToken) => {
        exchanged.push(refreshToken);
        const accessToken = `access ${exchanged.length}`;
        return Promise.resolve({
          accessToken,
          refreshToken: `refresh ${exchanged.length}`,
          expiresAt: start + 30 * day,
          renewableUntil: undefined,
          scopes: [],
        });
      },
      () => (isDeaf ? Promise.reject(new Error("not saved")) : Promise.resolve()),
    );
    await assert.rejects(authorization.token(signal), /not saved/u);
    isDeaf = false;
    assert.equal(await authorization.token(signal), "access 2");
    assert.deepEqual(exchanged, ["refresh 0", "refresh 1"]);
  });
});
