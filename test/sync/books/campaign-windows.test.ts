import assert from "node:assert/strict";
import type { Day } from "../../../src/base/dates.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, listIn, page } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { denied, readOne } from "../scripted-read.ts";

const real = streamNamed("campaign_analytics");
assert.ok(real.reading.by === "analytics");
// Two date windows.
const campaigns = { ...real, reading: { ...real.reading, maxDaysPerRequest: 45, maxIdDays: 150 } };
const firstToday = "2026-06-30";

interface Call {
  readonly ids: readonly string[];
  readonly from: Day;
  readonly through: Day;
}

interface Situation {
  readonly ids: readonly number[];
  readonly today: Day;
  readonly closed?: (id: string) => boolean;
}

/** Reads the metrics of campaigns incrementally. */
async function run(state: JsonObject | undefined, { ids, today, closed = () => false }: Situation) {
  const calls: Call[] = [];
  const script = ({ path, query }: ApiRequest) => {
    if (path === "/ad_accounts") return page([{ id: "549" }]);
    if (path.endsWith("/campaigns")) return page(ids.map((id) => ({ id: String(id), ad_account_id: "549" })));
    const requested = listIn(query, "campaign_ids");
    if (requested.some(closed)) return denied;
    const [from, through] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
    calls.push({ ids: requested, from, through });
    return { body: requested.map((id) => ({ CAMPAIGN_ID: id, DATE: from })) };
  };
  const { errors, states } = await readOne(campaigns.name, script, {
    mode: "incremental",
    state,
    now: `${today}T12:00:00Z`,
    config: { analyticsBatchSize: 3, numWorkers: 1 },
    streams: [campaigns],
  });
  return { calls, errors, states, last: states.at(-1) };
}

const textOf = ({ ids, from, through }: Call) => `${ids.join()} ${from}..${through}`;

/** Returns the marks in a state. */
function marksIn(state: JsonObject | undefined): readonly string[] {
  const { dates } = state ?? {};
  return isObject(dates) && isObject(dates.read) ? Object.keys(dates.read) : [];
}

describe("metrics over several date windows", () => {
  it("are read window by window, batch by batch", async () => {
    const ids = [1, 2, 3, 4, 5];
    const { calls, last } = await run(undefined, { ids, today: firstToday });
    assert.deepEqual(calls.map(textOf).toSorted(), [
      "1,2,3 2026-04-02..2026-05-16",
      "1,2,3 2026-05-17..2026-06-30",
      "4,5 2026-04-02..2026-05-16",
      "4,5 2026-05-17..2026-06-30",
    ]);
    assert.deepEqual(marksIn(last), [firstToday]);
    const next = await run(last, { ids, today: "2026-07-01" });
    assert.deepEqual(next.calls.map(textOf), ["1,2,3 2026-05-31..2026-07-01", "4,5 2026-05-31..2026-07-01"]);
  });
});
