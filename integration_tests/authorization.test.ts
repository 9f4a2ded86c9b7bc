import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { Bed } from "./bed/bed.ts";
import { errorsOf } from "./bed/messages.ts";

const { client_id: id, client_secret: secret, refresh_token: refreshToken } = knownCredentials;
const config = {
  credentials: { auth_method: "oauth2.0", client_id: id, client_secret: secret, refresh_token: refreshToken },
  lookback_days: 2,
};

const streams = ["account", "boards", "followers", "pins", "pin_analytics", "ads"];

/** Returns the configurations in CONTROL messages. */
function rotatedConfigs(messages: readonly JsonObject[]): readonly JsonObject[] {
  return messages.flatMap(({ control }) =>
    isObject(control) && isObject(control.connectorConfig) && isObject(control.connectorConfig.config)
      ? [control.connectorConfig.config]
      : [],
  );
}

describe("OAuth authorization", () => {
  let bed: Bed;
  let simulator: Simulator;
  beforeEach(async () => {
    bed = await Bed.open({ seed: 2, scale: { ...extents.small, pins: 90 }, max_page_size: 50, config });
    simulator = bed.simulator;
  });
  afterEach(() => bed.close());

  it("emits a rotated refresh token before using the new access token, and resumes with it", async () => {
    const first = await bed.read(streams, { program: {} });
    assert.equal(first.code, 0);
    const [rotated, ...more] = rotatedConfigs(first.messages);
    assert.ok(isObject(rotated) && isObject(rotated.credentials));
    assert.equal(more.length, 0, "one refresh is enough for a read");
    assert.equal(rotated.lookback_days, 2, "the rest of the configuration is kept");
    assert.notEqual(rotated.credentials.refresh_token, refreshToken);
    const types = first.messages.map(({ type }) => type);
    assert.ok(types.indexOf("CONTROL") < types.indexOf("RECORD"));

    // The old refresh token is invalid by now; the stored access token needs no refresh.
    simulator.journal.clear();
    const second = await bed.read(streams, { config: rotated });
    assert.equal(second.code, 0);
    assert.deepEqual(rotatedConfigs(second.messages), []);
    const paths = simulator.journal.entries.map(({ path }) => path);
    assert.ok(!paths.some((path) => path.endsWith("/oauth/token")));
    const stale = await bed.run("check", {});
    assert.match(JSON.stringify(stale.messages), /rejected the refresh token, or the app ID and app secret key/u);
  });

  it("fails every stream with a config_error when access is revoked, and reveals no token", async () => {
    simulator.tokens.revokeAll();
    const { code, stdout, messages } = await bed.read(streams, { args: ["--debug"] });
    assert.equal(code, 1);
    const errors = errorsOf(messages);
    assert.equal(errors.length, streams.length);
    for (const error of errors) assert.equal(error.failure_type, "config_error");
    for (const hidden of [secret, refreshToken]) assert.ok(!stdout.includes(hidden));
  });

  it("names a wrong clock in each error", async () => {
    simulator.tokens.revokeAll();
    const { messages } = await bed.read(streams, { off: -86_400_000 });
    for (const { message } of errorsOf(messages)) {
      assert.match(asText(message), /The clock of this machine is 24 hours behind Pinterest's\. Set it right/u);
    }
    assert.equal(errorsOf(messages).length, streams.length);
  });
});
