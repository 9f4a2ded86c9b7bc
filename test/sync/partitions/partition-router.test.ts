import assert from "node:assert/strict";
import type { Config } from "../../../src/config/config.ts";
import type { JsonObject } from "../../../src/json.ts";
import { ApiError, type ApiErrorKind } from "../../../src/pinterest/errors/api-error.ts";
import type { Parameters } from "../../../src/pinterest/operations/operations.ts";
import { ConnectorError } from "../../../src/protocol/errors.ts";
import { StoppedError } from "../../../src/signals.ts";
import type { Parent, RunFacts, Stream } from "../../../src/streams/stream.ts";
import { compareKeys, isOnlyParent, singleKey } from "../../../src/sync/partitions/partition.ts";
import { PartitionRouter } from "../../../src/sync/partitions/partition-router.ts";
import { type ReadPartition, SharedReads } from "../../../src/sync/partitions/shared-reads.ts";
import { withAncestors } from "../../../src/sync/partitions/stream-partitions.ts";
import { configWith } from "../../scripted-api.ts";

const caller = { signal: new AbortController().signal };
const today = "2026-07-09";

function stream(name: string, partitions: Stream["partitions"]): Stream {
  return {
    name,
    description: "",
    operation: "boards/list",
    rows: "items",
    partitions,
    primaryKey: ["id"],
    reading: { by: "list" },
  };
}

const only: NonNullable<Parent["only"]> = { setting: "board_ids", field: "id", values: ({ boardIds }) => boardIds };
const boards = stream("boards", { of: "single" });
const children = (name: string, parent: Partial<Parent> = {}) =>
  stream(name, { of: "children", parent: { stream: "boards", bind: { board_id: "id" }, ...parent } });

/** A router over streams of which `wanted` will be read, and what it has others share. */
function routerOver(
  streams: readonly Stream[],
  wanted: readonly Stream[],
  run: RunFacts,
  read: ReadPartition,
): Pick<PartitionRouter, "partitionsOf" | "parentsOf"> & Pick<SharedReads, "collect" | "begin"> {
  const byName = new Map(streams.map((each) => [each.name, each]));
  const shared = new SharedReads(withAncestors(wanted, byName), run, read);
  const router = new PartitionRouter(byName, run, shared);
  return {
    partitionsOf: (stream, reader) => router.partitionsOf(stream, reader),
    parentsOf: (stream, reader) => router.parentsOf(stream, reader),
    collect: (stream, from) => shared.collect(stream, from),
    begin: (stream) => shared.begin(stream),
  };
}

/** Parents whose streams give these records: of "boards", or of "sections of 1" where 1 is a partition of a stream. */
function parentsOf(
  streams: readonly Stream[],
  records: Readonly<Record<string, readonly JsonObject[]>>,
  { config = configWith(), wanted = streams }: { config?: Config; wanted?: readonly Stream[] } = {},
) {
  const reads: (readonly [source: string, Parameters])[] = [];
  const parents = routerOver(streams, wanted, { config, today }, async (parent, parameters, { key }, _, take) => {
    const source = key === singleKey ? parent.name : `${parent.name} of ${key}`;
    reads.push([source, parameters]);
    await Promise.resolve();
    take({ rows: records[source] ?? [] });
  });
  return { parents, reads };
}

async function keysOf(parents: Pick<PartitionRouter, "partitionsOf">, child: Stream): Promise<readonly string[]> {
  return (await parents.partitionsOf(child, caller)).partitions.map(({ key }) => key);
}

describe("PartitionRouter", () => {
  it("gives a stream without parents one partition", async () => {
    const { parents, reads } = parentsOf([boards], {});
    assert.deepEqual(await keysOf(parents, boards), [singleKey]);
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
    const records = {
      boards: [{ id: "1" }, { id: "2" }],
      "sections of 1": [{ id: "5", board_id: "1" }],
      "sections of 2": [{ id: "4", board_id: "2" }],
    };
    const { parents, reads } = parentsOf([boards, sections, pins], records, { wanted: [pins] });
    const { partitions } = await parents.partitionsOf(pins, caller);
    assert.deepEqual(
      partitions.map(({ key, parameters }) => [key, parameters]),
      [
        ["1/5", { board_id: "1", section_id: "5" }],
        ["2/4", { board_id: "2", section_id: "4" }],
      ],
    );
    // As reading the sections would.
    assert.deepEqual(await keysOf(parents, sections), ["1", "2"]);
    assert.deepEqual(
      reads.map(([name]) => name),
      ["boards", "sections of 1", "sections of 2"],
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

  it("keeps the revision of a parent, where it has one, or else that of what the parent is in", async () => {
    const sections = children("sections", { revision: "moved" });
    const pins = stream("section_pins", {
      of: "children",
      parent: { stream: "sections", bind: { section_id: "id" }, revision: "moved" },
    });
    const { parents } = parentsOf([boards, sections, pins], {
      boards: [{ id: "1", moved: "board" }, { id: "2" }],
      "sections of 1": [{ id: "1", moved: "section" }, { id: "2" }, { id: "3", moved: 3 }],
      "sections of 2": [{ id: "4" }],
    });
    const { partitions } = await parents.partitionsOf(pins, caller);
    assert.deepEqual(
      partitions.map(({ revision }) => revision),
      ["section", "board", "board", undefined],
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

  describe("that are read for themselves", () => {
    const sections = children("sections");
    const pins = children("pins", { stream: "sections", bind: { section_id: "id" } });
    const records = {
      boards: [{ id: "1" }, { id: "2" }],
      "sections of 1": [{ id: "a" }],
      "sections of 2": [{ id: "b" }],
    };
    const first = { key: "1", parameters: { board_id: "1" }, revision: undefined, group: "" };

    it("are not read once more", async () => {
      const { parents, reads } = parentsOf([boards, sections, pins], records);
      const collector = parents.collect(sections, first);
      collector?.take({ rows: [{ id: "a" }] });
      collector?.end();
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      assert.deepEqual(
        reads.map(([source]) => source),
        ["boards", "sections of 2"],
      );
      assert.equal(parents.collect(sections, first), undefined, "it is known by now");
    });

    it("are read once more unless they were read to their end", async () => {
      const { parents, reads } = parentsOf([boards, sections, pins], records);
      parents.collect(sections, first)?.take({ rows: [{ id: "a" }] });
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      assert.equal(reads.length, 3);
    });

    it("are waited for, and read once more only where the stream itself has not", async () => {
      const { parents, reads } = parentsOf([boards, sections, pins], records);
      const own = parents.begin(sections);
      const keys = keysOf(parents, pins);
      await new Promise(setImmediate);
      assert.deepEqual(reads, [["boards", {}]], "nothing is read while the stream reads for itself");
      const collector = parents.collect(sections, first);
      collector?.take({ rows: [{ id: "x" }] });
      collector?.take({ rows: [{ id: "a" }], restarted: true });
      collector?.end();
      own.end();
      assert.deepEqual(await keys, ["a", "b"]);
      assert.deepEqual(
        reads.map(([source]) => source),
        ["boards", "sections of 2"],
      );
    });

    it("are waited for no longer than the stream that waits goes on, nor for other parameters", async () => {
      const { parents } = parentsOf([boards, sections, pins], records);
      parents.begin(sections);
      const halt = new AbortController();
      const given = assert.rejects(parents.partitionsOf(pins, { signal: halt.signal }), StoppedError);
      await new Promise(setImmediate);
      halt.abort();
      await given;
      const special = children("pins", {
        stream: "sections",
        bind: { section_id: "id" },
        parameters: { special: true },
      });
      const other = parentsOf([boards, sections, special], records).parents;
      other.begin(sections);
      assert.deepEqual(await keysOf(other, special), ["a", "b"]);
    });

    it("count for nothing where the children have begun to read them, or ask for something else", async () => {
      const { parents } = parentsOf([boards, sections, pins], records);
      const late = parents.collect(sections, first);
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      late?.take({ rows: [{ id: "c" }] });
      late?.end();
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      const special = children("pins", {
        stream: "sections",
        bind: { section_id: "id" },
        parameters: { special: true },
      });
      assert.equal(parentsOf([boards, sections, special], records).parents.collect(sections, first), undefined);
    });

    it("are gathered only for children that will be read, and where a partition is one thing", () => {
      const { parents } = parentsOf([boards, sections, pins], records, { wanted: [sections] });
      assert.equal(parents.collect(sections, first), undefined);
      const batch = { parameter: "ids", size: () => 10 };
      const batched = stream("sections", {
        of: "batches",
        parent: { stream: "boards", bind: { ids: "id" } },
        batch,
      });
      assert.equal(parentsOf([boards, batched, pins], records).parents.collect(batched, first), undefined);
    });
  });

  describe("of several kinds", () => {
    const sections = children("sections");
    const several = stream("keywords", {
      of: "multiple_parents",
      sources: [
        { of: "children", parent: { stream: "boards", bind: { board_id: "id" } } },
        { of: "children", parent: { stream: "sections", bind: { section_id: "id" } } },
        {
          of: "batches",
          parent: { stream: "boards", bind: { board_ids: "id" } },
          batch: { parameter: "board_ids", size: () => 2 },
        },
      ],
    });
    const records = { boards: [{ id: "1" }, { id: "2" }], "sections of 1": [{ id: "1" }] };

    it("tells partitions with the same ids apart by what they are of", async () => {
      const { parents } = parentsOf([boards, sections, several], records, { wanted: [several] });
      const { partitions, parents: count } = await parents.partitionsOf(several, caller);
      assert.deepEqual(
        partitions.map(({ key, parameters }) => [key, parameters]),
        [
          ["1/1", { section_id: "1" }],
          ["2/1", { board_ids: "1" }],
          ["2/2", { board_ids: "2" }],
          ["0/1", { board_id: "1" }],
          ["0/2", { board_id: "2" }],
        ],
      );
      const keys = partitions.map(({ key }) => key);
      assert.deepEqual(keys, keys.toSorted(compareKeys), "what is done is told by ranges of keys in order");
      assert.equal(count, 5);
    });

    it("read once what parents of two kinds lead to", async () => {
      const both = stream("business_members", {
        of: "multiple_parents",
        sources: [
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
      assert.deepEqual(reads.map(([name]) => name).toSorted(), ["boards", "sections of 1", "sections of 2"]);
    });

    it("pass on what is missing among any of them", async () => {
      const named = children("sections", { only });
      const { parents } = parentsOf([boards, named, several], records, {
        wanted: [several],
        config: configWith({ boardIds: ["1", "8"] }),
      });
      assert.match(
        (await parents.partitionsOf(several, caller)).missing?.message ?? "",
        /"Board IDs": 8 doesn't exist/u,
      );
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
      assert.match(missing.message, /"Board IDs": 8, 9 don't exist/u);
    });

    it("takes every one when none is named", async () => {
      const { parents } = parentsOf([boards, one], records);
      assert.deepEqual(await keysOf(parents, one), ["1", "2", "3"]);
    });

    it("passes on what is missing among the parents of parents", async () => {
      const pins = stream("section_pins", {
        of: "children",
        parent: { stream: "one", bind: { section_id: "id" } },
      });
      const { parents } = parentsOf([boards, one, pins], records, { config: configWith({ boardIds: ["1", "8"] }) });
      const named = /"Board IDs": 8 doesn't exist/u;
      assert.match((await parents.partitionsOf(pins, caller)).missing?.message ?? "", named);
      assert.match((await parents.parentsOf(pins, caller)).missing?.message ?? "", named);
    });
  });

  it("lets another stream try again what failed for one", async () => {
    const [one, two] = [children("one"), children("two")];
    let reads = 0;
    const parents = routerOver([boards, one, two], [one, two], { config: configWith(), today }, (...[, , , , take]) => {
      reads += 1;
      if (reads === 1) return Promise.reject(new Error("no answer"));
      take({ rows: [{ id: "1" }] });
      return Promise.resolve();
    });
    await assert.rejects(parents.partitionsOf(one, caller), /no answer/u);
    assert.deepEqual(await keysOf(parents, two), ["1"]);
  });

  it("reads itself what another stream was about to read when it was given up", async () => {
    const [one, two] = [children("one"), children("two")];
    const halt = new AbortController();
    const parents = routerOver(
      [boards, one, two],
      [one, two],
      { config: configWith(), today },
      async (...[, , , reader, take]) => {
        await Promise.resolve();
        if (reader.signal.aborted) throw new StoppedError();
        take({ rows: [{ id: "1" }] });
      },
    );
    const given = assert.rejects(parents.partitionsOf(one, { signal: halt.signal }), StoppedError);
    const keys = keysOf(parents, two);
    halt.abort();
    await given;
    assert.deepEqual(await keys, ["1"]);
  });

  describe("that are cut themselves", () => {
    const sections = children("sections", { revision: "moved" });
    const pins = stream("section_pins", {
      of: "children",
      parent: { stream: "sections", bind: { board_id: "board_id", section_id: "id" } },
    });
    const world = {
      boards: [{ id: "2" }, { id: "1", moved: "v1" }],
      "sections of 1": [
        { id: "10", board_id: "1" },
        { id: "9", board_id: "1" },
      ],
      "sections of 2": [{ id: "3", board_id: "2" }],
    };
    const refused = (kind: ApiErrorKind) => new ApiError({ kind, operation: "board_sections/list", reason: kind });

    /** Parents of which some partitions fail. */
    function failing(errors: Readonly<Record<string, Error>>) {
      const begun: string[] = [];
      const read: ReadPartition = async ({ name }, _, { key }, reader, take) => {
        begun.push(`${name} ${key}`);
        await Promise.resolve();
        if (reader.signal.aborted) throw new StoppedError();
        const error = name === "sections" ? errors[key] : undefined;
        if (error !== undefined) throw error;
        take({ rows: ["1", "2", "3"].map((id) => ({ id, board_id: key })) });
      };
      return { parents: routerOver([boards, sections, pins], [pins], { config: configWith(), today }, read), begun };
    }

    it("are read a branch at a time, each when it is asked for and once", async () => {
      const { parents, reads } = parentsOf([boards, sections, pins], world);
      const list = await parents.parentsOf(pins, caller);
      assert.deepEqual(
        list.parents.map(({ key, revision }) => [key, revision]),
        [
          ["1", "v1"],
          ["2", undefined],
        ],
      );
      assert.deepEqual(reads, [["boards", {}]]);
      const [first] = list.parents;
      for (const _ of [1, 2]) {
        assert.deepEqual(
          (await first?.discover())?.map(({ key, revision }) => [key, revision]),
          [
            ["1/9", "v1"],
            ["1/10", "v1"],
          ],
        );
      }
      assert.equal((await parents.partitionsOf(pins, caller)).partitions.length, 3);
      assert.deepEqual(
        reads.map(([source]) => source),
        ["boards", "sections of 1", "sections of 2"],
      );
    });

    it("have no branches where the parents are one list, are named, or share requests", async () => {
      const named = stream("named", {
        of: "children",
        parent: { stream: "sections", bind: { section_id: "id" }, only },
      });
      const batched = stream("batched", {
        of: "batches",
        parent: { stream: "sections", bind: { section_ids: "id" } },
        batch: { parameter: "section_ids", size: () => 2 },
      });
      const { parents } = parentsOf([boards, sections, named, batched], world);
      for (const one of [boards, sections, named, batched]) {
        assert.ok((await parents.parentsOf(one, caller)).parents.every(isOnlyParent), one.name);
      }
    });

    it("are left out where they are refused, unless every one is denied", async () => {
      const some = failing({ "1": refused("permission_denied"), "2": refused("not_found") });
      assert.deepEqual(await keysOf(some.parents, pins), ["3/1", "3/2", "3/3"]);
      const all = failing({
        "1": refused("permission_denied"),
        "2": refused("not_found"),
        "3": refused("permission_denied"),
      });
      await assert.rejects(all.parents.partitionsOf(pins, caller), /permission_denied/u);
    });

    it("are not asked again where they were refused", async () => {
      const { parents, begun } = failing({ "1": refused("permission_denied") });
      await parents.partitionsOf(pins, caller);
      const list = await parents.parentsOf(pins, caller);
      await assert.rejects(list.parents[0]?.discover() ?? Promise.resolve(), /permission_denied/u);
      assert.equal(begun.filter((one) => one === "sections 1").length, 1);
    });

    it("fail as a whole where one fails", async () => {
      const { parents } = failing({ "2": new Error("no answer") });
      await assert.rejects(parents.partitionsOf(pins, caller), /no answer/u);
    });
  });

  it("says when a parent stream does not exist: a mistake of ours", () => {
    assert.throws(() => parentsOf([children("one")], {}), /Unknown parent stream "boards"/u);
  });
});
