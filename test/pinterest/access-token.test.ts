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
  /** Returns the refresh token of a grant. */
  readonly refreshTokenOf?: (grant: number) => string | undefined;
  /** How many grants can't be told. */
  readonly untold?: number;
}

/** Returns an authorization with a token endpoint that grants `access 1`, `access 2`, … and records events. */
function setUp({ access, life = 30 * day, refreshTokenOf = () => undefined, untold = 0 }: Setting = {}) {
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
      refreshToken: refreshTokenOf(grants),
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
      if (grants <= untold) throw new Error("not saved");
      events.push("told");
    },
    (error, until) => putOff.push([error, until]),
  );
  return { clock, events, failures, putOff, authorization };
}

const rotating = (grant: number) => `refresh ${grant}`;
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
    for (const refreshToken of [undefined, "refresh 0"]) {
      const { authorization, events } = setUp({ refreshTokenOf: () => refreshToken });
      assert.equal(await authorization.token(signal), "access 1");
      assert.equal(await authorization.token(signal), "access 1");
      assert.deepEqual(events, ["exchange refresh 0", "granted access 1, refresh 0", "told"]);
    }
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
    const { authorization, events } = setUp({ refreshTokenOf: rotating });
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

  it("renews a token once for several rejections, also late ones", async () => {
    const { authorization, events } = setUp({ access: { token: "stored", expiresAt: start + 10 * day } });
    assert.equal(await authorization.token(signal), "stored");
    await Promise.all(Array.from({ length: 20 }, () => authorization.renew("stored", signal)));
    assert.equal(await authorization.token(signal), "access 1");
    await authorization.renew("stored", signal);
    assert.equal(await authorization.token(signal), "access 1");
    assert.equal(events.filter((event) => event.startsWith("exchange")).length, 1);
  });

  it("fails for all waiting callers and can be retried", async () => {
    const { authorization, events, failures } = setUp({ refreshTokenOf: rotating });
    const outage = new ApiError({ kind: "server_fault", operation: "oauth/token", reason: "down" });
    failures.push(outage);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => authorization.token(signal)));
    assert(results.every((result) => result.status === "rejected" && result.reason === outage));
    assert.equal(events.length, 1);
    assert.equal(await authorization.token(signal), "access 1");
  });

  it("does not retry after a rejected refresh token", async () => {
    const { authorization, events, failures } = setUp({ refreshTokenOf: rotating });
    failures.push(rejection);
    await assert.rejects(authorization.token(signal), rejection);
    await assert.rejects(authorization.token(signal), rejection);
    assert.equal(events.length, 1);
  });

  describe("a failed refresh a day before the token expires", () => {
    const outage = new ApiError({ kind: "server_fault", operation: "oauth/token", reason: "down" });
    const expiresAt = start + hour;

    it("is postponed until the token expires, also after a rejection, as when another connector has used it", async () => {
      for (const failure of [outage, rejection]) {
        const { authorization, clock, events, failures, putOff } = setUp({ access: { token: "stored", expiresAt } });
        failures.push(failure);
        const tokens = await Promise.all([authorization.token(signal), authorization.token(signal)]);
        assert.deepEqual(tokens, ["stored", "stored"]);
        assert.deepEqual(putOff, [[failure, expiresAt]]);
        clock.advance(hour - 200);
        assert.equal(await authorization.token(signal), "stored");
        assert.equal(events.length, 1, "not retried earlier");
        clock.advance(200);
        failures.push(failure);
        await assert.rejects(authorization.token(signal), failure, "not used after its end");
      }
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

  it("stops after a new refresh token that could not be reported, and requests no further one", async () => {
    const { authorization, events } = setUp({ refreshTokenOf: rotating, untold: 1 });
    for (const _ of [1, 2]) await assert.rejects(authorization.token(signal), /not saved/u);
    assert.deepEqual(events, ["exchange refresh 0", "granted access 1, refresh 1, rotated"]);
  });
});
