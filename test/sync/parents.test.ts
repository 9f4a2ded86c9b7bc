import assert from "node:assert/strict";
import type { Config } from "../../src/config/config.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Parameters } from "../../src/pinterest/operations.ts";
import { ConnectorError } from "../../src/protocol/errors.ts";
import type { Parent, Stream } from "../../src/streams/stream.ts";
import { Parents } from "../../src/sync/parents.ts";
import { wholeKey } from "../../src/sync/partition.ts";
import { configWith } from "./scripted-api.ts";

const caller = { signal: new AbortController().signal };
const today = "2026-07-09";

function stream(name: string, partitions: Stream["partitions"]): Stream {
  return {
    name,
    about: "",
    operation: "boards/list",
    rows: "items",
    partitions,
    primaryKey: ["id"],
    reading: { by: "list" },
  };
}

const only: NonNullable<Parent["only"]> = { setting: "board_ids", field: "id", values: ({ boardIds }) => boardIds };
const boards = stream("boards", { of: "whole" });
const children = (name: string, parent: Partial<Parent> = {}) =>
  stream(name, { of: "children", parent: { stream: "boards", bind: { board_id: "id" }, ...parent } });

/** Parents whose streams give these records. */
function parentsOf(
  streams: readonly Stream[],
  records: Readonly<Record<string, readonly JsonObject[]>>,
  {
    config = configWith(),
    missing,
    wanted = streams,
  }: { config?: Config; missing?: ConnectorError; wanted?: readonly Stream[] } = {},
) {
  const reads: (readonly [string, Parameters])[] = [];
  const byName = new Map(streams.map((each) => [each.name, each]));
  const parents: Parents = new Parents(byName, wanted, { config, today }, async (parent, parameters, _, take) => {
    reads.push([parent.name, parameters]);
    await Promise.resolve();
    const partition = { key: wholeKey, parameters: {}, version: "of what it is in", group: "" };
    for (const record of records[parent.name] ?? []) take(record, partition);
    return missing;
  });
  return { parents, reads };
}

async function keysOf(parents: Parents, child: Stream): Promise<readonly string[]> {
  return (await parents.partitionsOf(child, caller)).partitions.map(({ key }) => key);
}

describe("Parents", () => {
  it("gives a stream without parents one partition", async () => {
    const { parents, reads } = parentsOf([boards], {});
    assert.deepEqual(await keysOf(parents, boards), [wholeKey]);
    assert.deepEqual(reads, []);
  });

  it("gives a partition a value, each once", async () => {
    const queries = stream("search_pins", {
      of: "values",
      each: [{ parameter: "query", values: ({ config }) => config.searchQueries }],
    });
    const { parents } = parentsOf([queries], {}, { config: configWith({ searchQueries: ["b", "a", "b"] }) });
    const { partitions } = await parents.partitionsOf(queries, caller);
    assert.deepEqual(
      partitions.map(({ key, parameters }) => [key, parameters]),
      [
        ["a", { query: "a" }],
        ["b", { query: "b" }],
      ],
    );
  });

  it("gives a partition a combination of values, of days and settings too", async () => {
    const each = stream("metrics", {
      of: "values",
      each: [
        { parameter: "date", values: (run) => [run.today] },
        { parameter: "is_member", values: () => [true, false] },
        { parameter: "query", values: ({ config }) => config.searchQueries },
      ],
    });
    const { parents } = parentsOf([each], {}, { config: configWith({ searchQueries: ["a/b"] }) });
    const { partitions } = await parents.partitionsOf(each, caller);
    assert.deepEqual(
      partitions.map(({ key, parameters }) => [key, parameters]),
      [
        [`${today}/false/a/b`, { date: today, is_member: false, query: "a/b" }],
        [`${today}/true/a/b`, { date: today, is_member: true, query: "a/b" }],
      ],
    );
  });

  it("keeps a key short where a list is long", async () => {
    const lists = ["a", "b"].map((letter) => Array.from({ length: 100 }, (_, index) => `${letter}${index}`));
    const each = stream("keyword_metrics", { of: "values", each: [{ parameter: "keywords", values: () => lists }] });
    const { parents } = parentsOf([each], {});
    const { partitions } = await parents.partitionsOf(each, caller);
    assert.equal(new Set(partitions.map(({ key }) => key)).size, 2);
    for (const { key, parameters } of partitions) {
      assert.ok(key.length < 20, key);
      assert.ok(lists.some((list) => list === parameters.keywords));
    }
  });

  it("reads a parent once for all its children, also when they ask at the same time", async () => {
    const [one, two] = [children("one"), children("two")];
    const { parents, reads } = parentsOf([boards, one, two], { boards: [{ id: "10" }, { id: "9" }] });
    const keys = await Promise.all([keysOf(parents, one), keysOf(parents, two), keysOf(parents, one)]);
    assert.deepEqual(keys, [
      ["9", "10"],
      ["9", "10"],
      ["9", "10"],
    ]);
    assert.deepEqual(reads, [["boards", {}]]);
  });

  it("reads a parent apart where a child needs other parameters", async () => {
    const [one, two] = [children("one"), children("two", { parameters: { privacy: "SECRET" } })];
    const { parents, reads } = parentsOf([boards, one, two], {});
    await Promise.all([keysOf(parents, one), keysOf(parents, two)]);
    assert.deepEqual(reads, [
      ["boards", {}],
      ["boards", { privacy: "SECRET" }],
    ]);
  });

  it("finds the parents of parents, which nobody asked for", async () => {
    const sections = children("sections");
    const pins = stream("section_pins", {
      of: "children",
      parent: { stream: "sections", bind: { board_id: "board_id", section_id: "id" } },
    });
    const streams = [boards, sections, pins];
    const records = {
      sections: [
        { id: "5", board_id: "1" },
        { id: "4", board_id: "2" },
      ],
    };
    const { parents, reads } = parentsOf(streams, { boards: [{ id: "1" }], ...records }, { wanted: [pins] });
    const { partitions } = await parents.partitionsOf(pins, caller);
    assert.deepEqual(
      partitions.map(({ key, parameters }) => [key, parameters]),
      [
        ["1/5", { board_id: "1", section_id: "5" }],
        ["2/4", { board_id: "2", section_id: "4" }],
      ],
    );
    // As reading the sections would.
    assert.deepEqual(await keysOf(parents, sections), ["1"]);
    assert.deepEqual(
      reads.map(([name]) => name),
      ["sections", "boards"],
    );
  });

  it("takes an id that came as a number, and a parent that came twice", async () => {
    const one = children("one");
    const { parents } = parentsOf([boards, one], { boards: [{ id: 7 }, { id: "7" }] });
    const { partitions, parents: count } = await parents.partitionsOf(one, caller);
    assert.deepEqual(
      partitions.map(({ parameters }) => parameters),
      [{ board_id: "7" }],
    );
    assert.equal(count, 2);
  });

  it("passes over a parent without the field that is asked with", async () => {
    const one = children("one");
    const { parents } = parentsOf([boards, one], { boards: [{ id: null }, {}, { id: "" }, { id: "7" }] });
    assert.deepEqual(await keysOf(parents, one), ["7"]);
  });

  it("passes over a parent whose id would lead to another address", async () => {
    const one = children("one");
    const { parents } = parentsOf([boards, one], { boards: [{ id: "." }, { id: ".." }, { id: "7" }] });
    assert.deepEqual(await keysOf(parents, one), ["7"]);
  });

  it("leaves out parents without children to read, and counts them", async () => {
    const one = children("one", { where: ({ secret }, { likesBoard }) => secret !== true && likesBoard === "likes" });
    const records = { boards: [{ id: "1", secret: true }, { id: "2" }] };
    const { parents } = parentsOf([boards, one], records, { config: configWith({ likesBoard: "likes" }) });
    const { partitions, parents: count } = await parents.partitionsOf(one, caller);
    assert.deepEqual([partitions.length, count], [1, 2]);
  });

  it("keeps the version of a parent, where it has one, or else that of what the parent is in", async () => {
    const one = children("one", { version: "moved" });
    const { parents } = parentsOf([boards, one], {
      boards: [{ id: "1", moved: "v1" }, { id: "2" }, { id: "3", moved: 3 }],
    });
    const { partitions } = await parents.partitionsOf(one, caller);
    assert.deepEqual(
      partitions.map(({ version }) => version),
      ["v1", "of what it is in", "of what it is in"],
    );
  });

  it("puts members of a batch into groups", async () => {
    const batched = stream("analytics", {
      of: "batches",
      parent: { stream: "boards", bind: { pin_ids: "id" } },
      batch: { parameter: "pin_ids", size: () => 2, group: ({ video }) => (video === true ? "video" : "standard") },
    });
    const { parents } = parentsOf([boards, batched], { boards: [{ id: "1", video: true }, { id: "2" }] });
    const { partitions } = await parents.partitionsOf(batched, caller);
    assert.deepEqual(
      partitions.map(({ group }) => group),
      ["video", "standard"],
    );
  });

  it("asks each parent once for each combination of values, lists among them", async () => {
    const one = stream("reports", {
      of: "children",
      parent: { stream: "boards", bind: { board_id: "id" } },
      each: [
        { parameter: "ownership_type", values: () => ["OWNED", "RECEIVED"] },
        { parameter: "targeting_types", values: () => [["GENDER", "GEO"], ["KEYWORD"]] },
      ],
    });
    const { parents } = parentsOf([boards, one], { boards: [{ id: "1" }, { id: "2" }] });
    const { partitions, parents: count } = await parents.partitionsOf(one, caller);
    assert.equal(count, 2);
    assert.equal(partitions.length, 8);
    assert.equal(new Set(partitions.map(({ key }) => key)).size, 8);
    assert.deepEqual(
      partitions.slice(0, 4).map(({ key, parameters }) => [key, parameters]),
      [
        ["1/OWNED/GENDER+GEO", { board_id: "1", ownership_type: "OWNED", targeting_types: ["GENDER", "GEO"] }],
        ["1/OWNED/KEYWORD", { board_id: "1", ownership_type: "OWNED", targeting_types: ["KEYWORD"] }],
        ["1/RECEIVED/GENDER+GEO", { board_id: "1", ownership_type: "RECEIVED", targeting_types: ["GENDER", "GEO"] }],
        ["1/RECEIVED/KEYWORD", { board_id: "1", ownership_type: "RECEIVED", targeting_types: ["KEYWORD"] }],
      ],
    );
  });

  describe("of several kinds", () => {
    const sections = children("sections");
    const several = stream("keywords", {
      of: "several",
      parts: [
        { of: "children", parent: { stream: "boards", bind: { board_id: "id" } } },
        { of: "children", parent: { stream: "sections", bind: { section_id: "id" } } },
        {
          of: "batches",
          parent: { stream: "boards", bind: { board_ids: "id" } },
          batch: { parameter: "board_ids", size: () => 2 },
        },
      ],
    });
    const records = { boards: [{ id: "1" }, { id: "2" }], sections: [{ id: "1" }] };

    it("tells partitions with the same ids apart by what they are of", async () => {
      const { parents } = parentsOf([boards, sections, several], records, { wanted: [several] });
      const { partitions, parents: count } = await parents.partitionsOf(several, caller);
      assert.deepEqual(
        partitions.map(({ key, parameters }) => [key, parameters]),
        [
          ["0/1", { board_id: "1" }],
          ["0/2", { board_id: "2" }],
          ["1/1", { section_id: "1" }],
          ["2/1", { board_ids: "1" }],
          ["2/2", { board_ids: "2" }],
        ],
      );
      assert.equal(count, 5);
    });

    it("read once what parents of two kinds lead to", async () => {
      const both = stream("business_members", {
        of: "several",
        parts: [
          { of: "children", parent: { stream: "boards", bind: { business_id: "id" } } },
          { of: "children", parent: { stream: "sections", bind: { business_id: "id" } } },
        ],
      });
      const { parents } = parentsOf([boards, sections, both], records, { wanted: [both] });
      const { partitions } = await parents.partitionsOf(both, caller);
      assert.deepEqual(
        partitions.map(({ parameters }) => parameters),
        [{ business_id: "1" }, { business_id: "2" }],
      );
    });

    it("are each read once for all the parts that they feed", async () => {
      const { parents, reads } = parentsOf([boards, sections, several], records, { wanted: [several] });
      await Promise.all([parents.partitionsOf(several, caller), parents.partitionsOf(several, caller)]);
      assert.deepEqual(reads.map(([name]) => name).toSorted(), ["boards", "sections"]);
    });

    it("pass on what is missing among any of them", async () => {
      const missing = new ConnectorError("config_error", "no board 8");
      const { parents } = parentsOf([boards, sections, several], records, { wanted: [several], missing });
      assert.equal((await parents.partitionsOf(several, caller)).missing, missing);
    });
  });

  describe("with parents that the user named", () => {
    const one = children("one", { only });
    const records = { boards: [{ id: 1 }, { id: "2" }, { id: "3" }] };

    it("takes these alone", async () => {
      const { parents } = parentsOf([boards, one], records, { config: configWith({ boardIds: ["3", "1"] }) });
      const { partitions, parents: count, missing } = await parents.partitionsOf(one, caller);
      assert.deepEqual(
        partitions.map(({ key }) => key),
        ["1", "3"],
      );
      assert.deepEqual([count, missing], [2, undefined]);
    });

    it("names those that are not there, and gives the others all the same", async () => {
      const { parents } = parentsOf([boards, one], records, { config: configWith({ boardIds: ["2", "8", "9"] }) });
      const { partitions, missing } = await parents.partitionsOf(one, caller);
      assert.deepEqual(
        partitions.map(({ key }) => key),
        ["2"],
      );
      assert.ok(missing instanceof ConnectorError);
      assert.equal(missing.failureType, "config_error");
      assert.match(missing.message, /board_ids.*boards: 8, 9\./u);
    });

    it("takes every one when none is named", async () => {
      const { parents } = parentsOf([boards, one], records);
      assert.deepEqual(await keysOf(parents, one), ["1", "2", "3"]);
    });

    it("passes on what is missing among the parents of parents", async () => {
      const missing = new ConnectorError("config_error", "no board 8");
      const { parents } = parentsOf([boards, children("two")], records, { missing });
      assert.equal((await parents.partitionsOf(children("two"), caller)).missing, undefined, "not a wanted stream");
      const wanted = children("three");
      const again = parentsOf([boards, wanted], records, { missing });
      assert.equal((await again.parents.partitionsOf(wanted, caller)).missing, missing);
    });
  });

  it("lets another stream try again what failed for one", async () => {
    const [one, two] = [children("one"), children("two")];
    let reads = 0;
    const byName = new Map([boards, one, two].map((each) => [each.name, each]));
    const parents = new Parents(byName, [one, two], { config: configWith(), today }, (_, __, ___, take) => {
      reads += 1;
      if (reads === 1) return Promise.reject(new Error("no answer"));
      take({ id: "1" }, { key: wholeKey, parameters: {}, version: undefined, group: "" });
      return Promise.resolve(undefined);
    });
    await assert.rejects(parents.partitionsOf(one, caller), /no answer/u);
    assert.deepEqual(await keysOf(parents, two), ["1"]);
  });

  it("says when a parent stream does not exist: a mistake of ours", () => {
    assert.throws(() => parentsOf([children("one")], {}), /no stream "boards"/u);
  });
});
