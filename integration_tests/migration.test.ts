import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../simulator/simulator.ts";
import { addDays } from "../src/base/dates.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { today } from "../test/today.ts";
import { Bed } from "./bed/bed.ts";
import { errorsOf, lastStates, recordsOf } from "./bed/messages.ts";

const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };

/** A state as the official connector writes it. */
function official(name: string, state: JsonObject): JsonObject {
  return { type: "STREAM", stream: { stream_descriptor: { name, namespace: null }, stream_state: state } };
}

describe("a connection of the official connector", () => {
  let bed: Bed;
  let simulator: Simulator;
  let account: string;

  before(async () => {
    bed = await Bed.open({ seed: 7, scale: "small", config: { credentials } });
    simulator = bed.simulator;
    account = asText(simulator.world.adAccounts[0]?.id);
  });
  after(() => bed.close());

  it("resumes from its states", async () => {
    const config = { credentials, ad_account_ids: [account], start_date: addDays(today, -50) };
    const names = ["campaigns", "ads", "campaign_analytics", "user_account_analytics"];
    const campaigns = simulator.expectedRecords("campaigns", { adAccountIds: [account] });
    const times = campaigns.map(({ updated_time: time }) => Number(time)).sort((one, other) => one - other);
    const middle = times[Math.floor(times.length / 2)] ?? 0;
    const lastDay = addDays(today, -5);
    const states = [
      official("campaigns", {
        states: [{ partition: { id: account, parent_slice: {} }, cursor: { updated_time: String(middle) } }],
        state: { updated_time: String(middle) },
        use_global_cursor: false,
        lookback_window: 1,
      }),
      official("ads", { updated_time: 9_628_867_244 }),
      official("campaign_analytics", {
        states: campaigns.map(({ id }) => ({
          partition: { id, parent_slice: { id: account, parent_slice: {} } },
          cursor: { DATE: lastDay },
        })),
        use_global_cursor: false,
      }),
      official("user_account_analytics", { date: lastDay }),
    ];
    const { code, messages } = await bed.read(names, { config, states });
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    const records = recordsOf(messages);
    const ids = (rows: readonly JsonObject[]) => rows.map(({ id }) => asText(id)).sort();
    assert.deepEqual(
      ids(records.get("campaigns") ?? []),
      ids(campaigns.filter(({ updated_time: time }) => Number(time) >= middle)),
    );
    assert.equal(records.get("ads"), undefined, "a cursor in the future reads nothing");
    const first = (stream: string, field: string) =>
      (records.get(stream) ?? []).map((row) => asText(row[field])).sort()[0];
    assert.ok(asText(first("campaign_analytics", "DATE")) >= addDays(lastDay, -30));
    assert.equal(first("user_account_analytics", "date"), addDays(lastDay, -3));
    const earlier = { ...config, start_date: addDays(today, -70) };
    const again = await bed.read(names, { config: earlier, states: lastStates(messages) });
    assert.equal(again.code, 0);
    const days = (recordsOf(again.messages).get("user_account_analytics") ?? []).map(({ date }) => asText(date)).sort();
    assert.equal(days[0], addDays(today, -70), "an earlier start_date reads the days before the old one");
  });
});
