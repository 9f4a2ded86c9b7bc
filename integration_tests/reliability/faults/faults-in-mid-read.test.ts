import assert from "node:assert/strict";
import type { Fault } from "../../../simulator/http/faults/fault.ts";
import { knownCredentials, readScopes, type Simulator } from "../../../simulator/simulator.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { endsOf, errorsOf, logsOf } from "../../bed/messages.ts";
import { credentials, openSmallAccount, read, smallConfig, statesAfter } from "../small-account.ts";

const { client_id: id, client_secret: secret, refresh_token: refreshToken } = knownCredentials;
const signedIn = { auth_method: "oauth2.0", client_id: id, client_secret: secret, refresh_token: refreshToken };
const signInAnew = ({ tokens }: Simulator): JsonObject => ({
  ...signedIn,
  refresh_token: tokens.exchange(tokens.authorize(""), "").refreshToken,
});
const grantAgain = (simulator: Simulator): JsonObject => {
  simulator.settings.scopes = readScopes;
  return signInAnew(simulator);
};

/** What happens to the authorization during a read, each just before a request. */
interface AuthorizationEvent {
  readonly events: readonly Fault[];
  /** Those of the user's token, unless the user signed in. */
  readonly credentials?: JsonObject;
  /** The user's remedy after a config error: the credentials of the next read. By default, the read is complete. */
  readonly remedy?: (simulator: Simulator) => JsonObject;
}

const authorizationEvents: Readonly<Record<string, AuthorizationEvent>> = {
  "a renewable access token expires": { events: [{ tokens: "expired" }] },
  "a manually created access token expires": {
    events: [{ tokens: "expired" }],
    credentials,
    remedy: ({ tokens }) => ({ ...credentials, access_token: tokens.issue("granted").token }),
  },
  "another connector uses the refresh token": { events: [{ tokens: "rotated" }] },
  "another connector uses the refresh token, and the access token expires": {
    events: [{ tokens: "rotated" }, { tokens: "expired" }],
    remedy: signInAnew,
  },
  "the user withdraws consent": { events: [{ tokens: "revoked" }], remedy: signInAnew },
  "the user withdraws every scope": { events: [{ settings: { scopes: [] } }], remedy: grantAgain },
  "tokens with a lifetime of zero seconds stay valid": { events: [] },
};
const streams = ["followers", "board_pins", "campaign_analytics"];

describe("an authorization event during a read", () => {
  for (const [what, { events, credentials: given = signedIn, remedy }] of Object.entries(authorizationEvents)) {
    const promised = remedy === undefined ? "costs nothing" : "is a config_error, and the next read completes";
    it(`${promised}: ${what}`, async () => {
      const bed = await openSmallAccount({ seed: 3 });
      const { simulator } = bed;
      try {
        simulator.faults.set([
          { operation: "oauth/token", fault: { fields: events.length === 0 ? { expires_in: 0 } : {} } },
          ...events.map((fault, index) => ({ nth: 4 + index, fault })),
        ]);
        const mode = "incremental";
        const first = await read(bed, streams, { config: { ...smallConfig, credentials: given }, mode });
        const why = JSON.stringify([...errorsOf(first.messages), ...logsOf(first.messages).slice(-8)]);
        const ends = new Set(endsOf(first.messages).values());
        const outcomes = [first];
        if (remedy === undefined) {
          assert.deepEqual([first.code, ...ends], [0, "COMPLETE"], why);
          const asked = simulator.journal.entries.filter(({ operation }) => operation === "oauth/token").length;
          assert.ok(asked <= 2, `${asked} token requests`);
        } else {
          ends.delete("COMPLETE");
          assert.deepEqual([first.code, ...ends], [1, "config_error"], why);
          simulator.faults.clear();
          const config = { ...smallConfig, credentials: remedy(simulator) };
          const second = await read(bed, streams, { config, mode, states: statesAfter(outcomes) });
          assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
          outcomes.push(second);
        }
        bed.assertRecords(
          outcomes.flatMap(({ messages }) => messages),
          ...streams,
        );
      } finally {
        await bed.close();
      }
    });
  }
});
