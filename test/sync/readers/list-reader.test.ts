import assert from "node:assert/strict";
import { asText } from "../../../src/json.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { ListPage } from "../../../src/pinterest/responses/pages.ts";
import { inSharedRequests } from "../../../src/sync/partitions/batches.ts";
import type { Partition } from "../../../src/sync/partitions/partition.ts";
import { readStream } from "../../../src/sync/read-stream.ts";
import { ListReader, numbering } from "../../../src/sync/readers/list-reader.ts";
import { type ApiRequest, type ApiResponse, apiError, configWith, page, pageOfAll } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { CutProgress, scriptedLoop } from "../scripted-loop.ts";

const stream = streamNamed("keywords");

function ofGroup(id: string, account = "549"): Partition {
  const parameters = { ad_account_id: account, ad_group_ids: id };
  return { key: `2/${account}/${id}`, parameters, revision: undefined, group: "" };
}

const groupsOf = ({ query }: ApiRequest) => {
  const one = query.get("ad_group_id");
  return one === null ? query.getAll("ad_group_ids").flatMap((ids) => ids.split(",")) : [one];
};
const isBatch = ({ query }: ApiRequest) => query.has("ad_group_ids");
const keywordsOf = (request: ApiRequest): ApiResponse => page(groupsOf(request).map((id) => ({ id: `of ${id}` })));
const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");
const wrong = apiError(400, 1, "ad_group_ids is not a valid parameter.");
const denied = apiError(403, 29, "You are not permitted to access that resource.");
const gone = apiError(404, 50, "Not found.");

/** Reads partitions of a stream in full refresh. */
async function readAllOf(
  name: string,
  partitions: readonly Partition[],
  script: (request: ApiRequest) => ApiResponse,
  bookmark?: string,
) {
  const stream = streamNamed(name);
  const { loop, context, api, log } = scriptedLoop(stream, script, { partitions });
  const cut = (all: readonly Partition[]) =>
    inSharedRequests(stream, all, configWith()).map((partition) => ({ parent: "", members: [partition] }));
  const progress = new CutProgress(cut, bookmark);
  const error = await readStream(progress, new ListReader(loop, context), loop, context).catch(
    (thrown: unknown) => thrown,
  );
  return { records: await log.records(name), pages: progress.pages, error, api, log };
}

/** Reads partitions of keywords in full refresh. */
async function readAll(
  script: (request: ApiRequest) => ApiResponse,
  partitions: readonly Partition[],
  bookmark?: string,
) {
  const { records, pages, ...rest } = await readAllOf(stream.name, partitions, script, bookmark);
  const ids = records.map(({ id }) => asText(id));
  const positions = pages.map(({ closed, next }) => (closed.length > 0 ? null : next));
  return { ids, positions, pages, ...rest };
}

/** Reads a batch of ad groups. */
const read = (script: (request: ApiRequest) => ApiResponse, ids: readonly string[], bookmark?: string) =>
  readAll(
    script,
    ids.map((id) => ofGroup(id)),
    bookmark,
  );

describe("inSharedRequests", () => {
  const share = (partitions: readonly Partition[]) => inSharedRequests(stream, partitions, configWith());

  it("keeps partitions without a list parameter", () => {
    const alone: Partition = { key: "0/549", parameters: { ad_account_id: "549" }, revision: undefined, group: "" };
    assert.deepEqual(
      share([alone, ofGroup("1")]).find(({ key }) => key === alone.key),
      alone,
    );
    const boards = streamNamed("board_pins");
    assert.deepEqual(inSharedRequests(boards, [alone], configWith()), [alone]);
  });
});

describe("ListReader", () => {
  for (const [title, response] of [
    ["the app may not ask for several", restricted],
    ["the request for several is refused", wrong],
  ] as const) {
    it(`requests single IDs where ${title}`, async () => {
      const { ids, positions, error, api, log } = await read(
        (request) => (isBatch(request) ? response : keywordsOf(request)),
        ["1", "2", "3"],
      );
      assert.equal(error, undefined);
      assert.deepEqual(ids, ["of 1", "of 2", "of 3"]);
      assert.deepEqual(positions, [undefined, undefined, undefined, null], "no bookmark within the batch");
      assert.deepEqual(api.requests.filter((request) => request.includes("ad_group_ids")).length, 1);
      assert.match((await log.logs("INFO")).join(), /one at a time/u);
    });
  }

  for (const [title, response] of [
    ["may not be seen", denied],
    ["is gone", gone],
  ] as const) {
    it(`skips the member of a batch that ${title} with a warning`, async () => {
      const { ids, error, positions, log } = await read(
        (request) => (groupsOf(request).includes("2") ? response : keywordsOf(request)),
        ["1", "2", "3"],
      );
      assert.equal(error, undefined);
      assert.deepEqual(ids, ["of 1", "of 3"]);
      assert.equal(positions.at(-1), null);
      const warnings = await log.logs("WARN");
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", /skipped .*ad group 2/u);
    });

    it(`throws if all members of a batch ${title}`, async () => {
      const { error, ids } = await read(() => response, ["1", "2", "3"]);
      assert.ok(error instanceof ApiError && error.status !== 400);
      assert.deepEqual(ids, []);
    });
  }

  for (const [what, name, parameter, path] of [
    ["campaigns", "schedules", "entity_ids", "/ad_accounts/549/schedules"],
    [
      "product categories",
      "trends_product_category_details",
      "product_categories",
      "/trends/product_categories/details",
    ],
  ] as const) {
    it(`reads the other ${what} of a batch if one is gone, although the operation takes lists only`, async () => {
      const { partitions } = streamNamed(name);
      assert.ok(partitions.of === "batches");
      const bound = Object.keys(partitions.parent.bind);
      const members = ["1", "2", "3"].map((id) => ({
        key: id,
        parameters: Object.fromEntries(bound.map((each) => [each, each === parameter ? id : "549"])),
        revision: undefined,
        group: "",
      }));
      const idsIn = ({ query }: ApiRequest) => query.getAll(parameter).flatMap((ids) => ids.split(","));
      const rowOf = (id: string) => ({ schedule_id: id, product_category: id });
      const { error, records, log } = await readAllOf(name, members, (request) => {
        assert.equal(request.path, path);
        const ids = idsIn(request);
        if (ids.includes("2")) return gone;
        return name === "schedules" ? page(ids.map(rowOf)) : { body: ids.map(rowOf) };
      });
      assert.equal(error, undefined);
      assert.deepEqual(
        records.map((record) => record[name === "schedules" ? "schedule_id" : "product_category"]),
        ["1", "3"],
      );
      assert.match((await log.logs("WARN")).join(), /skipped [^:]*\b2\b[^:]*:/u);
    });
  }

  it("throws if single IDs are rejected as well", async () => {
    const { error, api } = await read(() => wrong, ["1", "2"]);
    assert.ok(error instanceof ApiError && error.kind === "invalid_request");
    assert.equal(api.requests.length, 3);
  });

  it("restarts a batch after an expired bookmark without splitting it", async () => {
    const { ids, api } = await read(
      (request) => (request.query.has("bookmark") ? wrong : keywordsOf(request)),
      ["1", "2"],
      "old",
    );
    assert.deepEqual(ids, ["of 1", "of 2"]);
    assert.equal(api.requests.length, 2);
  });
});

describe("ListReader from a bookmark", () => {
  async function resume(script: (request: ApiRequest) => ApiResponse, bookmark: string | undefined) {
    const alone: Partition = { key: "0/549", parameters: { ad_account_id: "549" }, revision: undefined, group: "" };
    const { pages, ...rest } = await readAll(script, [alone], bookmark);
    return { ...rest, pages: pages.map(({ records }) => records.map(({ id }) => asText(id)).join()) };
  }
  const world = (request: ApiRequest) => pageOfAll([{ id: "a" }, { id: "b" }, { id: "c" }], request, 1);

  it("restarts after an expired bookmark of an earlier run, and warns once", async () => {
    const script = (request: ApiRequest) => (request.query.get("bookmark") === "old" ? wrong : world(request));
    const { pages, log, error } = await resume(script, "old");
    assert.equal(error, undefined);
    assert.deepEqual(pages, ["a", "b", "c"]);
    assert.match((await log.logs("WARN")).join(), /bookmark expired/u);
  });
});

describe("numbering", () => {
  const row = (a: string | null, rest = {}) => ({ a, b: "1", ...rest });
  const numbersOf = (pages: readonly ListPage[]) => {
    const numbered = numbering({ field: "n", of: ["a", "b"] });
    return pages.map((each) => numbered(each).map(({ n }) => n));
  };

  it("numbers equal rows across pages, and from 1 after a restart", () => {
    const pages: readonly ListPage[] = [
      { rows: [row("x"), row("y"), row("x", { left: 3 })], bookmark: "p2" },
      { rows: [row("x"), row(null), { b: "1" }], bookmark: null },
      { rows: [row("x")], bookmark: null, restarted: true },
    ];
    assert.deepEqual(numbersOf(pages), [[1, 1, 2], [3, 1, 2], [1]]);
  });

  it("ignores bookmarks of earlier reads", async () => {
    const stream = streamNamed("ads_credit_discounts");
    const partition = { key: "7", parameters: { ad_account_id: "7" }, revision: undefined, group: "" };
    const response = () => page([{ title: "x" }, { title: "x" }]);
    const { api, loop, context } = scriptedLoop(stream, response, { partitions: [partition] });
    const reader = new ListReader(loop, context);
    const found = [];
    for await (const each of reader.read({ parent: "", members: [partition] }, "p2")) found.push(each);
    assert.deepEqual(
      found.flatMap(({ records }) => records.map(({ occurrence }) => occurrence)),
      [1, 2],
    );
    assert.equal(api.requests.filter((request) => request.includes("bookmark=p2")).length, 0);
  });
});
