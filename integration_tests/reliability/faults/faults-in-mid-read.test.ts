import assert from "node:assert/strict";
import { knownCredentials, readScopes, type Simulator } from "../../../simulator/simulator.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import type { FailureType } from "../../../src/protocol/errors.ts";
import { endsOf, errorsOf, logsOf } from "../../bed/messages.ts";
import { isLong } from "../amount.ts";
import { familyNames, streamsOf } from "../families.ts";
import { recordAtEnd } from "../figures.ts";
import { runAhead } from "../runs/run-ahead.ts";
import { credentials, type Mode, openSmallAccount, read, smallConfig, statesAfter } from "../small-account.ts";

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

/** An authorization event during a read. */
interface AuthorizationEvent {
  readonly what: string;
  /** Events, each just before a request. */
  readonly events: readonly JsonObject[];
  readonly credentials: JsonObject;
  readonly promised: "same" | FailureType;
  /** The user's remedy: the credentials of the next read. */
  readonly remedy?: (simulator: Simulator) => JsonObject;
}

const authorizationEvents: readonly AuthorizationEvent[] = [
  {
    what: "a renewable access token expires",
    events: [{ tokens: "expired" }],
    credentials: signedIn,
    promised: "same",
  },
  {
    what: "a manually created access token expires",
    events: [{ tokens: "expired" }],
    credentials,
    promised: "config_error",
    remedy: ({ tokens }) => ({ ...credentials, access_token: tokens.issue("granted").token }),
  },
  {
    what: "another connector uses the refresh token",
    events: [{ tokens: "rotated" }],
    credentials: signedIn,
    promised: "same",
  },
  {
    what: "another connector uses the refresh token, and the access token expires",
    events: [{ tokens: "rotated" }, { tokens: "expired" }],
    credentials: signedIn,
    promised: "config_error",
    remedy: signInAnew,
  },
  {
    what: "the user withdraws consent",
    events: [{ tokens: "revoked" }],
    credentials: signedIn,
    promised: "config_error",
    remedy: signInAnew,
  },
  {
    what: "the user withdraws every scope",
    events: [{ settings: { scopes: [] } }],
    credentials: signedIn,
    promised: "config_error",
    remedy: grantAgain,
  },
  {
    what: "tokens with a lifetime of zero seconds that stay valid",
    events: [],
    credentials: signedIn,
    promised: "same",
  },
];

interface Case {
  readonly event: AuthorizationEvent;
  readonly family: string;
  readonly mode: Mode;
  readonly seed: number;
}

const modes: readonly Mode[] = ["incremental", "full_refresh"];

function casesOf(): readonly Case[] {
  return authorizationEvents.flatMap((event, row) => {
    if (isLong()) {
      // Seeds, and with them the moments, alternate.
      return familyNames.flatMap((family, column) =>
        modes.map((mode, turn) => ({ event, family, mode, seed: row + column + turn })),
      );
    }
    return [row, row + 3].map((index) => {
      const mode: Mode = index % 2 === 0 ? "incremental" : "full_refresh";
      return { event, family: familyNames[index % familyNames.length] ?? "", mode, seed: row };
    });
  });
}

async function verify({ event, family, mode, seed }: Case): Promise<void> {
  const { events, promised, remedy } = event;
  const streams = streamsOf(family).map(({ name }) => name);
  const bed = await openSmallAccount({ seed: seed + 1 });
  const { simulator } = bed;
  try {
    simulator.faults.set([
      { operation: "oauth/token", fault: { fields: events.length === 0 ? { expires_in: 0 } : {} } },
      ...events.map((event, index) => ({ nth: 3 + (seed % 3) + index, fault: event })),
    ]);
    const first = await read(bed, streams, { config: { ...smallConfig, credentials: event.credentials }, mode });
    const why = JSON.stringify([...errorsOf(first.messages), ...logsOf(first.messages).slice(-8)]);
    const ends = [...endsOf(first.messages).values()];
    const outcomes = [first];
    if (remedy === undefined) {
      assert.deepEqual([...new Set(ends)], ["COMPLETE"], why);
      assert.equal(first.code, 0);
      const asked = simulator.journal.entries.filter(({ operation }) => operation === "oauth/token").length;
      assert.ok(asked <= 2, `${asked} token requests`);
    } else {
      assert.ok(ends.includes(promised), why);
      assert.ok(
        ends.every((end) => end === promised || end === "COMPLETE"),
        why,
      );
      assert.equal(first.code, 1);
      simulator.faults.clear();
      const config = { ...smallConfig, credentials: remedy(simulator) };
      outcomes.push(await read(bed, streams, { config, mode, states: statesAfter(outcomes) }));
      assert.equal(outcomes.at(-1)?.code, 0, JSON.stringify(errorsOf(outcomes.at(-1)?.messages ?? [])));
    }
    bed.assertRecords(
      outcomes.flatMap(({ messages }) => messages),
      ...streams,
    );
  } finally {
    await bed.close();
  }
}

describe("authorization events during a read", () => {
  const cases = casesOf();
  const begin = runAhead(cases, verify);
  for (const [index, { event, family, mode, seed }] of cases.entries()) {
    it(`${event.what}: ${family}, ${mode}, seed ${seed}: ${event.promised}`, () => begin(index)).timeout(300_000);
  }

  recordAtEnd(() => [
    {
      what: "Authorization events",
      promised: "same records, or INCOMPLETE with config_error and no data loss",
      measured: `${cases.length} combinations of event, family, and mode`,
    },
  ]);
});
