import assert from "node:assert/strict";
import { knownCredentials, readScopes, type Simulator } from "../../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import type { FailureType } from "../../../src/protocol/errors.ts";
import type { Bed } from "../../bed/bed.ts";
import { endsOf, errorsOf, logsOf } from "../../bed/messages.ts";
import { isLong } from "../amount.ts";
import { familyNames, streamsOf } from "../families.ts";
import { recordAtEnd } from "../figures.ts";
import { runAhead } from "../runs/run-ahead.ts";
import { credentials, type Mode, noon, openSmallAccount, read, smallConfig, statesAfter } from "../small-account.ts";

const { client_id: id, client_secret: secret, refresh_token: refreshToken } = knownCredentials;
const signedIn = { auth_method: "oauth2.0", client_id: id, client_secret: secret, refresh_token: refreshToken };
const hour = 3_600_000;

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

/** Runs a test with a simulated account. */
async function withAccount(options: Parameters<typeof openSmallAccount>[0], test: (bed: Bed) => Promise<void>) {
  const bed = await openSmallAccount(options);
  try {
    await test(bed);
  } finally {
    await bed.close();
  }
}

function verify({ event, family, mode, seed }: Case): Promise<void> {
  const { events, promised, remedy } = event;
  const streams = streamsOf(family).map(({ name }) => name);
  return withAccount({ seed: seed + 1 }, async (bed) => {
    const { simulator } = bed;
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
  });
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

describe("two connectors with the same refresh token", () => {
  it("lose nothing: one needs a new sign-in and resumes with the other's token", async () => {
    await withAccount({ seed: 3 }, async (bed) => {
      const config = { ...smallConfig, credentials: signedIn };
      const streams = ["board_pins"];
      const both = await Promise.all([1, 2].map(() => read(bed, streams, { config, mode: "incremental" })));
      const winner = both.find(({ code }) => code === 0);
      const loser = both.find(({ code }) => code === 1);
      assert.ok(winner !== undefined && loser !== undefined);
      bed.assertRecords(winner.messages, ...streams);
      const [error] = errorsOf(loser.messages);
      assert.equal(error?.failure_type, "config_error");
      assert.match(JSON.stringify(error.message), /as by another source with the same token/u);
      const [rotated] = winner.messages.flatMap(({ control }) =>
        isObject(control) && isObject(control.connectorConfig) && isObject(control.connectorConfig.config)
          ? [control.connectorConfig.config]
          : [],
      );
      assert.ok(rotated !== undefined);
      const next = await read(bed, streams, {
        config: rotated,
        mode: "incremental",
        states: statesAfter([loser]),
      });
      assert.equal(next.code, 0);
      bed.assertRecords([...loser.messages, ...next.messages], ...streams);
    });
  }).timeout(0);
});

describe("a clock that is off by an hour", () => {
  for (const [index, family] of familyNames.entries()) {
    for (const [what, off] of [
      ["ahead", hour],
      ["behind", -hour],
    ] as const) {
      if (!isLong() && (index + (off > 0 ? 0 : 1)) % 3 > 0) continue;
      it(`${what}: returns the same records: ${family}`, async () => {
        await withAccount({ seed: index + 1 }, async (bed) => {
          const streams = streamsOf(family).map(({ name }) => name);
          const outcome = await read(bed, streams, { mode: "incremental", off });
          assert.equal(outcome.code, 0, JSON.stringify(errorsOf(outcome.messages)));
          bed.assertRecords(outcome.messages, ...streams);
        });
      }).timeout(0);
    }
  }

  for (const [what, now, off] of [
    ["ahead, before midnight", noon + 11.5 * hour, hour],
    ["behind, after midnight", noon + 12.5 * hour, -hour],
  ] as const) {
    it(`${what}: the next read completes the days`, async () => {
      await withAccount({ seed: 4, now }, async (bed) => {
        const streams = ["user_account_analytics", "pin_analytics", "campaign_analytics", "campaign_analytics_report"];
        const first = await read(bed, streams, { mode: "incremental", off });
        assert.equal(first.code, 0, JSON.stringify(errorsOf(first.messages)));
        bed.advance(86_400);
        const states = statesAfter([first]);
        const second = await read(bed, streams, { mode: "incremental", states, job: "8" });
        assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
        bed.assertRecords([...first.messages, ...second.messages], ...streams);
      });
    }).timeout(0);
  }
});
