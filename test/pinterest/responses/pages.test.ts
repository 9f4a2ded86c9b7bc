import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import { StoppedError } from "../../../src/base/signals.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { Parameters } from "../../../src/pinterest/operations/operations.ts";
import type { FoundRows, RowShape } from "../../../src/pinterest/responses/find-rows.ts";
import { type ListPage, pages } from "../../../src/pinterest/responses/pages.ts";
import { FakeClock } from "../../fake-clock.ts";
import { type ApiResponse, apiError, inOrder, respond, type Script, ScriptedApi } from "../../scripted-api.ts";

interface Reading {
  readonly operation?: string;
  readonly shape?: RowShape;
  readonly primaryKey?: readonly string[];
  readonly parameters?: Parameters;
  readonly bookmark?: string;
  readonly signal?: AbortSignal;
}

function setUp(responses: readonly ApiResponse[] | Script) {
  const clock = new FakeClock(Date.parse("2026-07-09T10:00:00Z"));
  const api = new ScriptedApi(clock, typeof responses === "function" ? responses : inOrder(responses));
  const signal = new AbortController().signal;
  const read = (reading: Reading = {}): AsyncGenerator<ListPage> =>
    pages(
      api.client,
      {
        operation: reading.operation ?? "pins/list",
        rows: reading.shape ?? "items",
        primaryKey: reading.primaryKey ?? ["id"],
      },
      reading.parameters ?? {},
      { signal: reading.signal ?? signal },
      reading.bookmark,
    );
  const ids = async (reading: Reading = {}) => {
    const found: unknown[] = [];
    for await (const { rows } of read(reading)) found.push(...rows.map(({ id }) => id));
    return found;
  };
  const urls = () => api.httpRequests.map(({ url }) => url.replace("https://api.test/v5", ""));
  return { api, clock, read, ids, urls };
}

async function collect(read: AsyncGenerator<ListPage>) {
  const all: ListPage[] = [];
  const reading = async () => {
    for await (const one of read) all.push(one);
  };
  return { all, error: await reading().catch((thrown: unknown) => thrown) };
}

const page = (ids: readonly string[], bookmark?: unknown) =>
  respond(200, { items: ids.map((id) => ({ id })), bookmark });

describe("pages", () => {
  it("follows the bookmarks until there is none", async () => {
    const { ids, urls } = setUp([page(["1", "2"], "a"), page(["3"], "b"), page(["4"], null)]);
    assert.deepEqual(await ids(), ["1", "2", "3", "4"]);
    assert.deepEqual(urls(), [
      "/pins?page_size=250",
      "/pins?page_size=250&bookmark=a",
      "/pins?page_size=250&bookmark=b",
    ]);
  });

  it("yields a row once that repeats its key on the same or the next page", async () => {
    const { ids } = setUp([page(["3", "2", "3"], "a"), page(["2", "1"], "b"), page(["3", "1"], null)]);
    assert.deepEqual(await ids(), ["3", "2", "1", "3"]);
  });

  it("yields equal rows without a complete key, which can be different ones", async () => {
    for (const primaryKey of [[], ["id", "occurrence"]]) {
      const { ids } = setUp([page(["3", "2", "2"], "a"), page(["2", "1"], null)]);
      assert.deepEqual(await ids({ primaryKey }), ["3", "2", "2", "2", "1"]);
    }
  });

  it("counts repeated rows for start_index", async () => {
    const members = Array.from({ length: 249 }, (_, index) => String(index));
    const { ids, urls } = setUp([page([...members, "0"]), page(["1000"])]);
    const reading = { operation: "get/business_members", parameters: { business_id: "5" } };
    assert.deepEqual(await ids(reading), [...members, "1000"]);
    assert.match(urls()[1] ?? "", /start_index=250/u);
  });

  it("follows a bookmark of an operation that is documented without one", async () => {
    const parameters = { ad_account_id: "5" };
    const { ids, urls } = setUp([page(["1"], "a"), page(["2"], null)]);
    assert.deepEqual(await ids({ operation: "conversion_tags/list", parameters }), ["1", "2"]);
    assert.equal(urls()[1], "/ad_accounts/5/conversion_tags?bookmark=a");
  });

  it("requests the maximum page size if the operation accepts one", async () => {
    const { ids, urls } = setUp([page([], "a"), page([], null)]);
    await ids({ operation: "search_user_pins/list", parameters: { query: "soup" } });
    assert.deepEqual(urls(), ["/search/pins?query=soup", "/search/pins?query=soup&bookmark=a"]);

    const single = setUp([respond(200, { id: "1" })]);
    assert.deepEqual(await single.ids({ operation: "boards/get", shape: "object", parameters: { board_id: "1" } }), [
      "1",
    ]);
    assert.deepEqual(single.urls(), ["/boards/1"]);
  });

  it("starts at a bookmark, and returns bookmarks unchanged", async () => {
    const { ids, urls } = setUp([page(["3"], "c"), page(["4"], null)]);
    const bookmark = "Y2JVSG81V2M0K1E9PQ==|?c-1|5&*+/ü%2F";
    assert.deepEqual(await ids({ bookmark }), ["3", "4"]);
    const sent = urls().map((url) => new URL(`https://x${url}`).searchParams.get("bookmark"));
    assert.deepEqual(sent, [bookmark, "c"]);
  });

  it("retries a page that repeats an earlier one, and fails after six attempts", async () => {
    const once = setUp([page(["1"], "a"), page(["1"], "a"), page(["2"], "b"), page(["3"], null)]);
    assert.deepEqual(await once.ids(), ["1", "2", "3"]);
    const again = Array.from({ length: 6 }, () => page(["1"], "a"));
    const { read, api } = setUp([page(["1"], "a"), ...again]);
    const { all, error } = await collect(read());
    assert.ok(error instanceof ApiError && error.kind === "invalid_body", String(error));
    assert.match(error.reason, /repeats an earlier one/u);
    assert.deepEqual([all.length, api.httpRequests.length], [1, 7]);
  });

  describe("a rejected bookmark", () => {
    const expired = apiError(400, 1, "Invalid bookmark.");
    const notFound = apiError(404, 404, "Not found.");
    const idsOf = (all: readonly FoundRows[]) => all.map(({ rows }) => rows.map(({ id }) => asText(id)).join());

    for (const rejection of [expired, notFound]) {
      for (const [when, bookmark, before] of [
        ["from an earlier run", "old", []],
        ["of this list", undefined, [page(["1"], "a")]],
      ] as const) {
        it(`restarts the list once and reports it: ${rejection.status} ${when}`, async () => {
          const { read, urls } = setUp([...before, rejection, page(["1"], "a"), page(["2"], null)]);
          const { all, error } = await collect(read(bookmark === undefined ? {} : { bookmark }));
          assert.equal(error, undefined);
          assert.deepEqual(idsOf(all), [...before.map(() => "1"), "1", "2"]);
          assert.deepEqual(
            all.map(({ restarted }) => restarted?.status),
            [...before.map(() => undefined), rejection.status, undefined],
          );
          assert.equal(urls().at(-2), "/pins?page_size=250");
        });
      }

      it(`is a server error the second time: ${rejection.status}`, async () => {
        const { read, api } = setUp([page(["1"], "a"), rejection, page(["1"], "b"), rejection]);
        const { all, error } = await collect(read());
        assert.equal(all.length, 2);
        assert.ok(error instanceof ApiError && error.kind === "server_fault", String(error));
        assert.match(error.reason, /bookmark.*restart/u);
        assert.equal(error.status, rejection.status);
        assert.equal(api.httpRequests.length, 4);
      });
    }

    for (const [what, answer] of [
      ["a server error", apiError(500, 12, "Something went wrong.")],
      ["a denial", apiError(403, 29, "No.")],
      ["no JSON", { status: 200, body: "[" }],
    ] as const) {
      it(`of an earlier run restarts the list whatever its error, or no later run would read it: ${what}`, async () => {
        const { read } = setUp(({ query }) => (query.has("bookmark") ? answer : page(["1"], null)));
        const { all, error } = await collect(read({ bookmark: "old" }));
        assert.equal(error, undefined);
        assert.deepEqual([idsOf(all), all[0]?.restarted instanceof ApiError], [["1"], true]);
      });
    }

    it("restarts a list that began at a bookmark of an earlier run twice", async () => {
      const { ids } = setUp([notFound, page(["1"], "a"), notFound, page(["1"], "a"), page(["2"], null)]);
      assert.deepEqual(await ids({ bookmark: "old" }), ["1", "1", "2"]);
    });

    it("of an earlier run is kept during an outage, and while a rate limit, or a sign-in, rejects every request", async () => {
      for (const [answer, kind] of [
        [{ status: 503 }, "server_fault"],
        [apiError(429, 8, "Slow down.", { "retry-after": "90000" }), "rate_limited"],
        [apiError(401, 2, "Authentication failed."), "authentication"],
      ] as const) {
        const { read, api } = setUp(() => answer);
        const { error } = await collect(read({ bookmark: "old" }));
        assert.ok(error instanceof ApiError && error.kind === kind, String(error));
        assert.ok(api.requests.every((request) => request.includes("bookmark=old")));
      }
    });

    it("is another error if the first page is rejected too", async () => {
      const { all, error } = await collect(setUp([page(["1"], "a"), expired, expired]).read());
      assert.equal(all.length, 1);
      assert.ok(error instanceof ApiError && error.kind === "invalid_request");
    });

    for (const [what, before, bookmark] of [
      ["on the second page", [page(["1"], "a")], undefined],
      ["after a restart", [page(["1"], "a"), notFound], undefined],
    ] as const) {
      it(`is access_lost if the list is denied ${what}`, async () => {
        for (const denial of [apiError(403, 29, "No."), apiError(200, 29, "No."), apiError(409, 4182, "No.")]) {
          const { read, api } = setUp([...before, denial]);
          const { all, error } = await collect(read(bookmark === undefined ? {} : { bookmark }));
          assert.ok(error instanceof ApiError && error.kind === "access_lost", String(error));
          assert.deepEqual([all.length, api.httpRequests.length], [Math.min(before.length, 1), before.length + 1]);
        }
      });
    }

    for (const [when, bookmark] of [
      ["", undefined],
      [", also after a bookmark of an earlier run", "old"],
    ] as const) {
      it(`is permission_denied if the first page is denied${when}`, async () => {
        const { read } = setUp(() => apiError(403, 29, "You are not permitted."));
        const { error } = await collect(read(bookmark === undefined ? {} : { bookmark }));
        assert.ok(error instanceof ApiError && error.kind === "permission_denied");
      });
    }
  });

  it("ends when the signal aborts", async () => {
    const controller = new AbortController();
    const { read, api } = setUp([page(["1"], "a"), page(["2"], null)]);
    const reading = async () => {
      for await (const _ of read({ signal: controller.signal })) controller.abort();
    };
    await assert.rejects(reading(), StoppedError);
    assert.equal(api.httpRequests.length, 1);
  });

  describe("of a list with start_index", () => {
    const operation = "get/business_members";
    const parameters = { business_id: "1" };
    const full = Array.from({ length: 250 }, (_, index) => `m${index}`);
    const address = "/businesses/1/members?page_size=250";

    it("continues by index after a full page without a bookmark", async () => {
      const more = full.map((id) => `more ${id}`);
      const { ids, urls } = setUp([page(full, "a"), page(more), page(["last"], null)]);
      assert.deepEqual(await ids({ operation, parameters }), [...full, ...more, "last"]);
      assert.deepEqual(urls().map(withSortedQuery), [
        address,
        "/businesses/1/members?bookmark=a&page_size=250",
        `${address}&start_index=500`,
      ]);
    });

    it("ends after a full page without a bookmark if the index is unknown, or the operation has none", async () => {
      const reading = { operation, parameters, bookmark: "a" };
      for (const each of [reading, {}]) assert.deepEqual(await setUp([page(full, null)]).ids(each), full);
    });

    it("yields the position of the next page, from which a read can resume", async () => {
      const { read } = setUp([page(full, null), page([], null)]);
      const bookmarks: unknown[] = [];
      for await (const { bookmark } of read({ operation, parameters })) bookmarks.push(bookmark);
      assert.equal(bookmarks[1], null);
      const again = setUp([page(["last"], null)]);
      assert.deepEqual(await again.ids({ operation, parameters, bookmark: String(bookmarks[0]) }), ["last"]);
      assert.deepEqual(again.urls().map(withSortedQuery), [`${address}&start_index=250`]);
    });

    it("counts from the first page again after a restart", async () => {
      const { ids, urls } = setUp([page(full), apiError(404, 404, "Not found."), page(full), page(["last"])]);
      assert.deepEqual(await ids({ operation, parameters }), [...full, ...full, "last"]);
      assert.equal(withSortedQuery(urls().at(-1) ?? ""), `${address}&start_index=250`);
    });

    it("takes a bookmark that only resembles an index as a bookmark", async () => {
      const { ids, urls } = setUp([page(["1"], "start_index=x"), page(["2"], null)]);
      assert.deepEqual(await ids({ operation, parameters }), ["1", "2"]);
      assert.match(String(urls()[1]), /bookmark=start_index%3Dx/u);
    });
  });

  it("restarts a list without start_index at a position by index, as of an edited state", async () => {
    const { ids, urls } = setUp([apiError(400, 1, "Invalid bookmark"), page(["1"], null)]);
    assert.deepEqual(await ids({ bookmark: "start_index=5" }), ["1"]);
    assert.match(urls()[0] ?? "", /bookmark=start_index%3D5/u);
  });
});

/** Returns an address with its query sorted by name. */
function withSortedQuery(address: string): string {
  const [path = "", query = ""] = address.split("?");
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return `${path}?${sorted.toString()}`;
}
