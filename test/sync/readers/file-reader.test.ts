import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/json.ts";
import { isObject } from "../../../src/json.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { Partition } from "../../../src/sync/partitions/partition.ts";
import { FileReader } from "../../../src/sync/readers/file-reader.ts";
import type { Page } from "../../../src/sync/readers/reader.ts";
import { type ApiRequest, apiError } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { scriptedLoop } from "../scripted-loop.ts";

const span = { from: "2026-06-01", through: "2026-06-30" };

const account = (id: string, parameters: Partition["parameters"] = {}): Partition => ({
  key: id,
  parameters: { ad_account_id: id, ...parameters },
  revision: undefined,
  group: "",
});

function begin(name: string, files: Readonly<Record<string, string>>) {
  const stream = streamNamed(name);
  const { reading } = stream;
  assert.ok(reading.by === "report");
  const script = ({ path, method }: ApiRequest) => {
    const id = path.split("/")[2] ?? "";
    if (!(id in files)) return apiError(403, 29, "You are not permitted to access that resource.");
    const job =
      method === "POST" ? { token: id, report_status: "IN_PROGRESS" } : { report_status: "FINISHED", url: id };
    return { body: job };
  };
  const { loop, context, api } = scriptedLoop(stream, script, { partitions: [] });
  async function* contentOf(url: string): AsyncGenerator<string> {
    await Promise.resolve();
    yield files[url] ?? "{}";
  }
  const reader = new FileReader(loop, reading.poll, {
    ...context,
    download: (url) => Promise.resolve({ status: 200, chunks: contentOf(url) }),
  });
  const bodies = () =>
    api.httpRequests.flatMap(({ body }): JsonObject[] => {
      const parsed: unknown = body === undefined ? undefined : JSON.parse(body);
      return isObject(parsed) ? [parsed] : [];
    });
  const read = async (members: readonly Partition[], range = span) => {
    const pages: Page<never>[] = [];
    for (const member of members) {
      for await (const each of reader.read({ parent: "", members: [member], range })) pages.push(each);
    }
    return pages;
  };
  return { read, requests: api.httpRequests, bodies };
}

describe("FileReader", () => {
  it("requests one report per partition and closes it after its last row", async () => {
    const rows = Array.from({ length: 700 }, (_, index) => ({ DATE: `${index}` }));
    const { read, bodies, requests } = begin("campaign_analytics_report", {
      "549": JSON.stringify({ "626": rows }),
      "550": "{}",
    });
    const pages = await read([account("549"), account("550")]);
    assert.deepEqual(
      pages.flatMap(({ records }) => records.map(({ DATE }) => DATE)),
      rows.map(({ DATE }) => DATE),
    );
    assert.ok(pages.length > 3, "several pages");
    // The last rows close the partition, so that no state of another one separates them.
    assert.notDeepEqual(pages.at(-2)?.records, []);
    assert.deepEqual(
      pages.slice(-3).map(({ closed }) => closed.map(({ key }) => key).join()),
      ["", "549", "550"],
    );
    assert.equal(pages[0]?.records[0]?.CAMPAIGN_ID, "626");
    assert.deepEqual(
      bodies().map(({ start_date: from, end_date: through, level, ad_account_id: id }) => [from, through, level, id]),
      [
        [span.from, span.through, "CAMPAIGN", undefined],
        [span.from, span.through, "CAMPAIGN", undefined],
      ],
    );
    const posts = requests.filter(({ method }) => method === "POST").map(({ url }) => url);
    assert.deepEqual(posts, [
      "https://api.test/v5/ad_accounts/549/reports",
      "https://api.test/v5/ad_accounts/550/reports",
    ]);
  });

  it("sends the partition's parameters in the body of the job, not in the poll", async () => {
    const { read, bodies, requests } = begin("campaign_targeting_report", { "549": "{}" });
    await read([account("549", { targeting_types: ["GENDER", "GEO"] })]);
    assert.deepEqual(bodies()[0]?.targeting_types, ["GENDER", "GEO"]);
    assert.equal(new URL(requests.at(-1)?.url ?? "").search, "?token=549");
  });

  it("requests nothing of dates that are no longer available", async () => {
    const { read, requests } = begin("campaign_analytics_report", { "549": "{}" });
    const pages = await read([account("549")], { from: "2016-06-01", through: "2016-06-30" });
    assert.deepEqual([pages, requests], [[{ records: [], closed: [account("549")] }], []]);
  });

  for (const [what, files, kind] of [
    ["a report is rejected", {}, "permission_denied"],
    ["its file has another format", { "549": "DATE,CAMPAIGN_ID\n2026-06-01,626\n" }, "invalid_body"],
  ] as const) {
    it(`throws if ${what}`, async () => {
      await assert.rejects(
        begin("campaign_analytics_report", files).read([account("549")]),
        (error) => error instanceof ApiError && error.kind === kind,
      );
    });
  }
});
