import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../src/json.ts";
import { run } from "./connector.ts";
import { configure, errorsOf, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { organicOf } from "./organic.ts";

const { client_id: id, client_secret: secret, refresh_token: refreshToken } = knownCredentials;
const config = {
  credentials: { auth_method: "oauth2.0", client_id: id, client_secret: secret, refresh_token: refreshToken },
  lookback_days: 2,
};

/** The configurations that CONTROL messages hand to the platform. */
function rotatedConfigs(messages: readonly JsonObject[]): readonly JsonObject[] {
  return messages.flatMap(({ control }) =>
    isObject(control) && isObject(control.connectorConfig) && isObject(control.connectorConfig.config)
      ? [control.connectorConfig.config]
      : [],
  );
}

describe("authorization by OAuth", () => {
  let simulator: Simulator;
  let environment: Record<string, string>;
  let streams: readonly JsonObject[];

  beforeEach(async () => {
    simulator = await startSimulator({ seed: 2, scale: "small" });
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    streams = organicOf(streamsOf((await run("discover", { config }, { environment })).messages));
  });
  afterEach(() => simulator.close());

  it("hands over a rotated refresh token before the new access token is used, and goes on from there", async () => {
    const first = await run("read", { config, catalog: configure(streams) }, { environment });
    assert.equal(first.code, 0);
    const [rotated, ...more] = rotatedConfigs(first.messages);
    assert.ok(isObject(rotated) && isObject(rotated.credentials));
    assert.equal(more.length, 0, "one refresh is enough for a read");
    assert.equal(rotated.lookback_days, 2, "the rest of the configuration is kept");
    assert.notEqual(rotated.credentials.refresh_token, refreshToken);
    const types = first.messages.map(({ type }) => type);
    assert.ok(types.indexOf("CONTROL") < types.indexOf("RECORD"));

    // The old refresh token is dead by now; the stored access token needs no refresh.
    simulator.journal.clear();
    const second = await run("read", { config: rotated, catalog: configure(streams) }, { environment });
    assert.equal(second.code, 0);
    assert.deepEqual(rotatedConfigs(second.messages), []);
    const asked = simulator.journal.entries.map(({ path }) => path);
    assert.ok(!asked.some((path) => path.endsWith("/oauth/token")));
    const stale = await run("check", { config }, { environment });
    assert.match(JSON.stringify(stale.messages), /does not accept the refresh token/u);
  });

  it("renews a token that ends in mid-read, once for all requests", async () => {
    simulator.faults.set([
      { operation: "followers/list", nth: 2, fault: { status: 401, code: 2, message: "Authentication failed." } },
    ]);
    const { code, messages } = await run("read", { config, catalog: configure(streams) }, { environment });
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    assert.equal(rotatedConfigs(messages).length, 2);
    assert.equal(recordsOf(messages).get("followers")?.length, simulator.expectedRecords("followers").length);
  });

  it("stops every stream with a config_error when the access is revoked, and shows no token", async () => {
    simulator.tokens.revokeAll();
    const { code, stdout, messages } = await run(
      "read",
      { config, catalog: configure(streams) },
      { environment, args: ["--debug"] },
    );
    assert.equal(code, 1);
    const errors = errorsOf(messages);
    assert.equal(errors.length, streams.length);
    for (const error of errors) assert.equal(error.failure_type, "config_error");
    for (const hidden of [secret, refreshToken]) assert.ok(!stdout.includes(hidden));
  });

  it("says which scope is missing, and reads what the token may read", async () => {
    simulator.settings.scopes = ["user_accounts:read", "pins:read"];
    const { code, messages } = await run("read", { config, catalog: configure(streams) }, { environment });
    assert.equal(code, 1);
    const complete = [...statusesOf(messages)].flatMap(([name, statuses]) =>
      statuses.at(-1) === "COMPLETE" ? [name] : [],
    );
    assert.ok(complete.includes("followers") && complete.includes("media") && !complete.includes("boards"));
    const boards = errorsOf(messages).find(
      ({ stream_descriptor: stream }) => isObject(stream) && stream.name === "boards",
    );
    assert.equal(boards?.failure_type, "config_error");
    assert.match(asText(boards.message), /boards:read/u);
  });

  it("passes check with a token of any scope", async () => {
    for (const scopes of [["user_accounts:read"], ["boards:read"], ["ads:read"]]) {
      simulator.settings.scopes = scopes;
      simulator.settings.rotation = "never";
      const { messages } = await run("check", { config }, { environment });
      assert.deepEqual(messages.at(-1), { type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
    }
  });

  it("acts for the owner of an ad account", async () => {
    const [adAccount] = simulator.world.adAccounts.filter(({ owner }) => owner !== simulator.world.me);
    assert.ok(adAccount);
    const acting = { ...config, ad_account_ids: [adAccount.id] };
    const catalog = configure(streams.filter(({ name }) => name === "pins" || name === "account"));
    const { code, messages } = await run("read", { config: acting, catalog }, { environment });
    assert.equal(code, 0);
    const expected = simulator.expectedRecords("pins", { adAccountId: adAccount.id });
    assert.equal(recordsOf(messages).get("pins")?.length, expected.length);
    assert.ok(expected.length > 0);
  });
});
