import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { apiError } from "../../test/scripted-api.ts";
import type { Accounts } from "./facts.ts";
import { pagesOf, read, type Server } from "./server.ts";
import { rowsByKey, World } from "./world.ts";

const boards = ["1", "2", "3", "4", "5", "6"].map((id) => ({ id, name: `Board ${id}` }));
const accounts: Accounts = { "500": [{ id: "11", status: "ACTIVE" }], "501": [{ id: "21", status: "PAUSED" }] };
const fault = apiError(500, 12, "x");

interface Refresh {
  readonly stream: string;
  /** Fails in the middle. */
  readonly cut: () => Server;
  readonly healthy: () => Server;
  readonly key: readonly string[];
  readonly rows: number;
}

/** A server of the world whose requests for the second ad account fail, and one where they don't. */
const ofWorld = (stream: string): Refresh => {
  const facts = new World(accounts).facts.filter((fact) => fact.stream === stream);
  return {
    stream,
    cut: () => {
      const { answer } = new World(accounts);
      return (request, clock) => {
        const isCut = request.path.startsWith("/ad_accounts/501/") && !request.path.endsWith("/campaigns");
        return isCut ? fault : answer(request, clock);
      };
    },
    healthy: () => new World(accounts).answer,
    key: Object.keys(facts[0]?.key ?? {}),
    rows: facts.length,
  };
};

const refreshes: readonly Refresh[] = [
  {
    stream: "boards",
    cut: () => (request, clock) =>
      request.query.get("bookmark") === "page-at-4" ? fault : pagesOf("/boards", boards)(request, clock),
    healthy: () => pagesOf("/boards", boards),
    key: ["id"],
    rows: boards.length,
  },
  ofWorld("ad_account_analytics"),
  ofWorld("campaign_analytics"),
  ofWorld("campaign_analytics_report"),
];

/** Members of the configured catalog: PyAirbyte sends 1 for all syncs, others null or nothing. */
const entries: readonly JsonObject[] = [
  {},
  { generation_id: null, minimum_generation_id: null, sync_id: null },
  { generation_id: 1, minimum_generation_id: 1, sync_id: 1 },
  { generation_id: 1, minimum_generation_id: 0, sync_id: 1 },
];

/** The number of a refresh's rows that its second run emits: all if it starts over, fewer if it resumes. */
async function secondRun({ stream, cut, healthy, key }: Refresh, first: Run, second: Run): Promise<number> {
  const options = { mode: "full_refresh" } as const;
  const before = await read(cut(), [stream], { ...options, ...first });
  before.assertIncomplete(stream, "transient_error");
  assert.ok(before.records(stream).length > 0, "the first run is cut in its middle");
  const after = await read(healthy(), [stream], { ...options, ...second, state: before.state });
  after.assertComplete(stream);
  return rowsByKey(after.records(stream), key).size;
}

interface Run {
  readonly job?: string;
  readonly entry?: JsonObject;
  readonly by?: "program";
}

describe("a full refresh that was cut in its middle", () => {
  for (const refresh of refreshes) {
    it(`of ${refresh.stream} starts over without WORKER_JOB_ID, and in another job, whatever the catalog says`, async () => {
      for (const entry of entries) {
        for (const [first, second] of [
          [{}, {}],
          [{ job: "7" }, {}],
          [{}, { job: "7" }],
          [{ job: "7" }, { job: "8" }],
        ] as const) {
          const rows = await secondRun(refresh, { ...first, entry }, { ...second, entry });
          assert.equal(rows, refresh.rows, JSON.stringify([first, second, entry]));
        }
      }
    });

    it(`of ${refresh.stream} resumes in the same job, whatever the catalog says`, async () => {
      for (const entry of entries) {
        for (const next of [entry, { generation_id: 2, minimum_generation_id: 2, sync_id: 9 }]) {
          const rows = await secondRun(refresh, { job: "7", entry }, { job: "7", entry: next });
          assert.ok(rows > 0 && rows < refresh.rows, `${rows} of ${refresh.rows} rows in the second run`);
        }
      }
    });
  }

  it("starts over in the built program without WORKER_JOB_ID, and resumes with it", async () => {
    const [refresh] = refreshes;
    assert.ok(refresh);
    const run = { by: "program" } as const;
    assert.equal(await secondRun(refresh, run, run), refresh.rows);
    assert.equal(await secondRun(refresh, { ...run, job: "7" }, { ...run, job: "7" }), 2);
  });
});
