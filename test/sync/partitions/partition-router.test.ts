import assert from "node:assert/strict";
import type { Config } from "../../../src/config/config.ts";
import type { JsonObject } from "../../../src/json.ts";
import { ApiError, type ApiErrorKind } from "../../../src/pinterest/errors/api-error.ts";
import type { Parameters } from "../../../src/pinterest/operations/operations.ts";
import { ConnectorError } from "../../../src/protocol/errors.ts";
import { StoppedError } from "../../../src/signals.ts";
import type { Parent, RunFacts, Stream } from "../../../src/streams/stream.ts";
import { compareKeys, isOnlyParent, type Partition, singleKey } from "../../../src/sync/partitions/partition.ts";
import { PartitionRouter } from "../../../src/sync/partitions/partition-router.ts";
import { type ReadPartition, SharedReads } from "../../../src/sync/partitions/shared-reads.ts";
import { withAncestors } from "../../../src/sync/partitions/stream-partitions.ts";
import { configWith } from "../../scripted-api.ts";

const caller = { signal: new AbortController().signal };
const today = "2026-07-09";

function stream(name: string, partitions: Stream["partitions"]): Stream {
  const rest = { operation: "boards/list", rows: "items", primaryKey: ["id"], reading: { by: "list" } } as const;
  return { name, description: "", partitions, ...rest };
}

const only: NonNullable<Parent["only"]> = { setting: "board_ids", field: "id", values: ({ boardIds }) => boardIds };
const boards = stream("boards", { of: "single" });
const children = (name: string, parent: Partial<Parent> = {}) =>
  stream(name, { of: "children", parent: { stream: "boards", bind: { board_id: "id" }, ...parent } });
const inBatches = (name: string, parent: string, parameter: string) =>
  stream(name, {
    of: "batches",
    parent: { stream: parent, bind: { [parameter]: "id" } },
    batch: { parameter, size: () => 2, group: ({ video }) => (video === true ? "video" : "standard") },
  });
const sections = children("sections");
const sectionPins = children("section_pins", { stream: "sections", bind: { board_id: "board_id", section_id: "id" } });
const [one, two] = [children("one"), children("two")];

type Router = Pick<PartitionRouter, "partitionsOf" | "parentsOf"> & Pick<SharedReads, "collect" | "begin">;

/** Returns a router for streams, with the reads that they share. `wanted` are the selected streams. */
function routerOver(
  streams: readonly Stream[],
  wanted: readonly Stream[],
  read: ReadPartition,
  config = configWith(),
): Router {
  const run: RunFacts = { config, today };
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

/** Returns a router whose streams have these records, by source: "boards", or "sections of 1" for partition 1. */
function parentsOf(
  streams: readonly Stream[],
  records: Readonly<Record<string, readonly JsonObject[]>>,
  { config, wanted = streams }: { config?: Partial<Config>; wanted?: readonly Stream[] } = {},
) {
  const reads: (readonly [source: string, Parameters])[] = [];
  const sources: string[] = [];
  const read: ReadPartition = async (parent, parameters, { key }, _, take) => {
    const source = key === singleKey ? parent.name : `${parent.name} of ${key}`;
    reads.push([source, parameters]);
    sources.push(source);
    await Promise.resolve();
    take({ rows: records[source] ?? [] });
  };
  return { parents: routerOver(streams, wanted, read, configWith(config)), reads, sources };
}

async function discovered(parents: Router, child: Stream) {
  const { partitions, parents: count, missing } = await parents.partitionsOf(child, caller);
  return {
    partitions,
    keys: partitions.map(({ key }) => key),
    entries: partitions.map(({ key, parameters }) => [key, parameters]),
    parameters: partitions.map(({ parameters }) => parameters),
    revisions: partitions.map(({ revision }) => revision),
    groups: partitions.map(({ group }) => group),
    count,
    missing,
  };
}

const keysOf = async (parents: Router, child: Stream) => (await discovered(parents, child)).keys;

describe("PartitionRouter", () => {
  it("returns one partition per combination of values, including dates and settings", async () => {
    const each = stream("metrics", {
      of: "values",
      each: [
        { parameter: "date", values: (run) => [run.today] },
        { parameter: "is_member", values: () => [true, false] },
        { parameter: "query", values: ({ config }) => config.searchQueries },
      ],
    });
    const { parents } = parentsOf([each], {}, { config: { searchQueries: ["a/b", "a", "a/b"] } });
    const entry = (isMember: boolean, query: string) => [
      `${today}/${isMember}/${query}`,
      { date: today, is_member: isMember, query },
    ];
    const expected = [entry(false, "a"), entry(false, "a/b"), entry(true, "a"), entry(true, "a/b")];
    assert.deepEqual((await discovered(parents, each)).entries, expected);
  });

  it("shortens the key of a long list", async () => {
    const lists = ["a", "b"].map((letter) => Array.from({ length: 100 }, (_, index) => `${letter}${index}`));
    const each = stream("keyword_metrics", { of: "values", each: [{ parameter: "keywords", values: () => lists }] });
    const { partitions, keys } = await discovered(parentsOf([each], {}).parents, each);
    assert.equal(new Set(keys).size, 2);
    assert.ok(
      keys.every((key) => key.length < 20),
      keys.join(),
    );
    assert.ok(partitions.every(({ parameters }) => lists.some((list) => list === parameters.keywords)));
  });

  it("reads a parent again if a child needs other parameters", async () => {
    const secret = children("two", { parameters: { privacy: "SECRET" } });
    const { parents, reads } = parentsOf([boards, one, secret], {});
    await Promise.all([keysOf(parents, one), keysOf(parents, secret)]);
    assert.deepEqual(reads, [
      ["boards", {}],
      ["boards", { privacy: "SECRET" }],
    ]);
  });

  it("reads parents of parents that are not in the catalog", async () => {
    const records = {
      boards: [{ id: "1" }, { id: "2" }],
      "sections of 1": [{ id: "5", board_id: "1" }],
      "sections of 2": [{ id: "4", board_id: "2" }],
    };
    const { parents, sources } = parentsOf([boards, sections, sectionPins], records, { wanted: [sectionPins] });
    assert.deepEqual((await discovered(parents, sectionPins)).entries, [
      ["1/5", { board_id: "1", section_id: "5" }],
      ["2/4", { board_id: "2", section_id: "4" }],
    ]);
    // The partitions of the sections themselves.
    assert.deepEqual(await keysOf(parents, sections), ["1", "2"]);
    assert.deepEqual(sources, ["boards", "sections of 1", "sections of 2"]);
  });

  it("returns a partition for each ID, also for one that can't be requested, so that it is not lost silently", async () => {
    const ids = [{ id: 7 }, { id: "7" }, { id: null }, {}, { id: "" }, { id: ".." }];
    const { entries, count } = await discovered(parentsOf([boards, one], { boards: ids }).parents, one);
    assert.deepEqual(entries, [
      ["7", { board_id: "7" }],
      ['""', { board_id: "" }],
      ["..", { board_id: ".." }],
    ]);
    assert.equal(count, 6);
  });

  it("omits parents without children to read from the partitions, but counts them", async () => {
    const some = children("one", { where: ({ secret }, { likesBoard }) => secret !== true && likesBoard === "likes" });
    const records = { boards: [{ id: "1", secret: true }, { id: "2" }] };
    const { keys, count } = await discovered(
      parentsOf([boards, some], records, { config: { likesBoard: "likes" } }).parents,
      some,
    );
    assert.deepEqual([keys, count], [["2"], 2]);
  });

  it("keeps the revision of a parent, or else of its own parent", async () => {
    const moving = children("sections", { revision: "moved" });
    const pins = children("section_pins", { stream: "sections", bind: { section_id: "id" }, revision: "moved" });
    const { parents } = parentsOf([boards, moving, pins], {
      boards: [{ id: "1", moved: "board" }, { id: "2" }],
      "sections of 1": [{ id: "1", moved: "section" }, { id: "2" }, { id: "3", moved: 3 }],
      "sections of 2": [{ id: "4" }],
    });
    assert.deepEqual((await discovered(parents, pins)).revisions, ["section", "board", "board", undefined]);
  });

  it("assigns members of a batch to groups", async () => {
    const batched = inBatches("analytics", "boards", "pin_ids");
    const { parents } = parentsOf([boards, batched], { boards: [{ id: "1", video: true }, { id: "2" }] });
    assert.deepEqual((await discovered(parents, batched)).groups, ["video", "standard"]);
  });

  it("returns one partition per parent and combination of values, including lists", async () => {
    const reports = stream("reports", {
      of: "children",
      parent: { stream: "boards", bind: { board_id: "id" } },
      each: [
        { parameter: "ownership_type", values: () => ["OWNED", "RECEIVED"] },
        { parameter: "targeting_types", values: () => [["GENDER", "GEO"], ["KEYWORD"]] },
      ],
    });
    const { keys, entries, count } = await discovered(
      parentsOf([boards, reports], { boards: [{ id: "1" }, { id: "2" }] }).parents,
      reports,
    );
    assert.deepEqual([count, keys.length, new Set(keys).size], [2, 8, 8]);
    const entry = (owner: string, types: readonly string[]) => [
      `1/${owner}/${types.join("+")}`,
      { board_id: "1", ownership_type: owner, targeting_types: types },
    ];
    const lists = [["GENDER", "GEO"], ["KEYWORD"]];
    assert.deepEqual(
      entries.slice(0, 4),
      ["OWNED", "RECEIVED"].flatMap((owner) => lists.map((types) => entry(owner, types))),
    );
  });

  describe("with selected parents", () => {
    const pins = children("pins", { stream: "sections", bind: { section_id: "id" } });
    const special = children("pins", { stream: "sections", bind: { section_id: "id" }, parameters: { special: true } });
    const records = {
      boards: [{ id: "1" }, { id: "2" }],
      "sections of 1": [{ id: "a" }],
      "sections of 2": [{ id: "b" }],
    };
    const first = { key: "1", parameters: { board_id: "1" }, revision: undefined, group: "" };
    const family = (child = pins, parent = sections, wanted?: readonly Stream[]) =>
      parentsOf([boards, parent, child], records, wanted === undefined ? {} : { wanted });

    it("does not read them again", async () => {
      const { parents, sources } = family();
      const collector = parents.collect(sections, first);
      collector?.take({ rows: [{ id: "a" }] });
      collector?.end();
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      assert.deepEqual(sources, ["boards", "sections of 2"]);
      assert.equal(parents.collect(sections, first), undefined, "already collected");
    });

    it("reads them again if they were not read completely", async () => {
      const { parents, reads } = family();
      parents.collect(sections, first)?.take({ rows: [{ id: "a" }] });
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      assert.equal(reads.length, 3);
    });

    it("waits for them, and reads only the partitions that their stream has not read", async () => {
      const { parents, reads, sources } = family();
      const own = parents.begin(sections);
      const keys = keysOf(parents, pins);
      await new Promise(setImmediate);
      assert.deepEqual(reads, [["boards", {}]], "nothing is read while the parent stream is read");
      const collector = parents.collect(sections, first);
      collector?.take({ rows: [{ id: "x" }] });
      collector?.take({ rows: [{ id: "a" }], restarted: true });
      collector?.end();
      own.end();
      assert.deepEqual(await keys, ["a", "b"]);
      assert.deepEqual(sources, ["boards", "sections of 2"]);
    });

    it("ends the wait for them on abort, and does not wait if a child needs other parameters", async () => {
      const { parents } = family();
      parents.begin(sections);
      const halt = new AbortController();
      const rejection = assert.rejects(parents.partitionsOf(pins, { signal: halt.signal }), StoppedError);
      await new Promise(setImmediate);
      halt.abort();
      await rejection;
      const other = family(special).parents;
      other.begin(sections);
      assert.deepEqual(await keysOf(other, special), ["a", "b"]);
    });

    it("does not collect what children are reading or need with other parameters", async () => {
      const { parents } = family();
      const late = parents.collect(sections, first);
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      late?.take({ rows: [{ id: "c" }] });
      late?.end();
      assert.deepEqual(await keysOf(parents, pins), ["a", "b"]);
      assert.equal(family(special).parents.collect(sections, first), undefined);
    });

    it("does not collect without selected children, nor for batches", () => {
      assert.equal(family(pins, sections, [sections]).parents.collect(sections, first), undefined);
      const batched = inBatches("sections", "boards", "ids");
      assert.equal(family(pins, batched).parents.collect(batched, first), undefined);
    });
  });

  describe("with several parent streams", () => {
    const childrenOf = (parent: string, parameter: string) =>
      ({ of: "children", parent: { stream: parent, bind: { [parameter]: "id" } } }) as const;
    const several = stream("keywords", {
      of: "multiple_parents",
      sources: [
        childrenOf("boards", "board_id"),
        childrenOf("sections", "section_id"),
        {
          of: "batches",
          parent: { stream: "boards", bind: { board_ids: "id" } },
          batch: { parameter: "board_ids", size: () => 2 },
        },
      ],
    });
    const records = { boards: [{ id: "1" }, { id: "2" }], "sections of 1": [{ id: "1" }] };

    it("distinguishes partitions with the same IDs by their parent stream", async () => {
      const { parents } = parentsOf([boards, sections, several], records, { wanted: [several] });
      const { entries, keys, count } = await discovered(parents, several);
      assert.deepEqual(entries, [
        ["1/1", { section_id: "1" }],
        ["2/1", { board_ids: "1" }],
        ["2/2", { board_ids: "2" }],
        ["0/1", { board_id: "1" }],
        ["0/2", { board_id: "2" }],
      ]);
      assert.deepEqual(keys, keys.toSorted(compareKeys), "completed partitions are stored as ranges of sorted keys");
      assert.equal(count, 5);
    });

    it("returns one partition for the same parameters from two parent streams", async () => {
      const sources = [childrenOf("boards", "business_id"), childrenOf("sections", "business_id")];
      const both = stream("business_members", { of: "multiple_parents", sources });
      const { parents } = parentsOf([boards, sections, both], records, { wanted: [both] });
      assert.deepEqual((await discovered(parents, both)).parameters, [{ business_id: "1" }, { business_id: "2" }]);
    });
  });

  describe("with parents that the user named", () => {
    const named = children("one", { only });
    const records = { boards: [{ id: 1 }, { id: "2" }, { id: "3" }] };
    const cutNamed = (boardIds: readonly string[]) =>
      discovered(parentsOf([boards, named], records, { config: { boardIds } }).parents, named);

    it("returns only these, or all without names", async () => {
      const { keys, count, missing } = await cutNamed(["3", "1"]);
      assert.deepEqual([keys, count, missing], [["1", "3"], 2, undefined]);
      assert.deepEqual((await cutNamed([])).keys, ["1", "2", "3"]);
    });

    it("names those that don't exist and returns the others", async () => {
      const { keys, missing } = await cutNamed(["2", "8", "9"]);
      assert.deepEqual(keys, ["2"]);
      assert.ok(missing instanceof ConnectorError);
      assert.equal(missing.failureType, "config_error");
      assert.match(missing.message, /"Board IDs": 8, 9 don't exist.* Check the IDs\./u);
    });

    it("reports missing ones among parents of parents", async () => {
      const pins = children("section_pins", { stream: "one", bind: { section_id: "id" } });
      const { parents } = parentsOf([boards, named, pins], records, { config: { boardIds: ["1", "8"] } });
      for (const { missing } of [await parents.partitionsOf(pins, caller), await parents.parentsOf(pins, caller)])
        assert.match(missing?.message ?? "", /"Board IDs": 8 doesn't exist.* Check the ID\./u);
    });
  });

  it("reads again for another stream after a failure", async () => {
    let reads = 0;
    const parents = routerOver([boards, one, two], [one, two], (...[, , , , take]) => {
      reads += 1;
      if (reads === 1) return Promise.reject(new Error("no response"));
      take({ rows: [{ id: "1" }] });
      return Promise.resolve();
    });
    await assert.rejects(parents.partitionsOf(one, caller), /no response/u);
    assert.deepEqual(await keysOf(parents, two), ["1"]);
  });

  it("ends the reads of other parents after one has failed", async () => {
    const aborted: string[] = [];
    const read: ReadPartition = async (parent, _, { key }, { signal }, take) => {
      if (parent.name === "boards") return take({ rows: [{ id: "1" }, { id: "2" }, { id: "3" }] });
      if (key === "2") throw new ApiError({ kind: "authentication", operation: "boards/list", reason: "expired" });
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve());
      });
      aborted.push(key);
      throw new StoppedError();
    };
    const router = routerOver([boards, sections, sectionPins], [sectionPins], read);
    await assert.rejects(router.partitionsOf(sectionPins, caller), /expired/u);
    assert.deepEqual(aborted, ["1", "3"]);
  });

  it("reads a parent for the other stream if the first one is aborted", async () => {
    const halt = new AbortController();
    const parents = routerOver([boards, one, two], [one, two], async (...[, , , reader, take]) => {
      await Promise.resolve();
      if (reader.signal.aborted) throw new StoppedError();
      take({ rows: [{ id: "1" }] });
    });
    const rejection = assert.rejects(parents.partitionsOf(one, { signal: halt.signal }), StoppedError);
    const keys = keysOf(parents, two);
    halt.abort();
    await rejection;
    assert.deepEqual(await keys, ["1"]);
  });

  describe("with nested parents", () => {
    const moving = children("sections", { revision: "moved" });
    const world = {
      boards: [{ id: "2" }, { id: "1", moved: "v1" }],
      "sections of 1": [
        { id: "10", board_id: "1" },
        { id: "9", board_id: "1" },
      ],
      "sections of 2": [{ id: "3", board_id: "2" }],
    };
    const denial = (kind: ApiErrorKind) => new ApiError({ kind, operation: "board_sections/list", reason: kind });

    /** Returns a router of which some partitions of sections fail. */
    function failing(errors: Readonly<Record<string, Error>>) {
      const begun: string[] = [];
      const read: ReadPartition = async ({ name }, _, { key }, reader, take) => {
        begun.push(`${name} ${key}`);
        await Promise.resolve();
        if (reader.signal.aborted) throw new StoppedError();
        const error = errors[name === "sections" ? key : name];
        if (error !== undefined) throw error;
        take({ rows: ["1", "2", "3"].map((id) => ({ id, board_id: key })) });
      };
      return { parents: routerOver([boards, moving, sectionPins], [sectionPins], read), begun };
    }

    it("reads them parent by parent, on demand and once", async () => {
      const { parents, reads, sources } = parentsOf([boards, moving, sectionPins], world);
      const list = await parents.parentsOf(sectionPins, caller);
      const revisionsOf = (all: readonly Partition[]) => all.map(({ key, revision }) => `${key} ${revision}`);
      assert.deepEqual(revisionsOf(list.parents), ["1 v1", "2 undefined"]);
      assert.deepEqual(reads, [["boards", {}]]);
      for (const _ of [1, 2]) {
        const found = (await list.parents[0]?.discover())?.partitions ?? [];
        assert.deepEqual(revisionsOf(found), ["1/9 v1", "1/10 v1"]);
      }
      assert.equal((await discovered(parents, sectionPins)).keys.length, 3);
      assert.deepEqual(sources, ["boards", "sections of 1", "sections of 2"]);
    });

    it("reads them as one list if the parents are one list, are named, or share requests", async () => {
      const named = children("named", { stream: "sections", bind: { section_id: "id" }, only });
      const streams = [boards, moving, named, inBatches("batched", "sections", "section_ids")];
      const { parents } = parentsOf(streams, world);
      for (const each of streams)
        assert.ok((await parents.parentsOf(each, caller)).parents.every(isOnlyParent), each.name);
    });

    it("skips denied ones, but throws if all are denied", async () => {
      const [denied, notFound] = [denial("permission_denied"), denial("not_found")];
      const some = failing({ "1": denied, "2": notFound });
      assert.deepEqual(await keysOf(some.parents, sectionPins), ["3/1", "3/2", "3/3"]);
      const all = failing({ "1": denied, "2": notFound, "3": denied });
      await assert.rejects(all.parents.partitionsOf(sectionPins, caller), /permission_denied/u);
    });

    it("does not request denied ones again", async () => {
      const { parents, begun } = failing({ "1": denial("permission_denied") });
      await parents.partitionsOf(sectionPins, caller);
      const list = await parents.parentsOf(sectionPins, caller);
      await assert.rejects(list.parents[0]?.discover() ?? Promise.resolve(), /permission_denied/u);
      assert.equal(begun.filter((each) => each === "sections 1").length, 1);
    });

    it("reports a partial list, also below it, if a parent list is denied or has no catalog", async () => {
      const below = children("below", { stream: "section_pins", bind: { pin_id: "id" } });
      const { partitions } = below;
      assert.ok(partitions.of === "children");
      const merged = stream("merged", { of: "multiple_parents", sources: [partitions] });
      for (const [kind, list, noCatalog, isPartial] of [
        [undefined, "", false, false],
        ["permission_denied", "1", false, true],
        // The list of the boards shows that there is a catalog.
        ["no_catalog", "1", false, true],
        ["no_catalog", "boards", true, true],
      ] as const) {
        const { parents } = failing(kind === undefined ? {} : { [list]: denial(kind) });
        for (const each of [sectionPins, below, merged]) {
          const found = await parents.partitionsOf(each, caller);
          assert.deepEqual([found.noCatalog, found.isPartial], [noCatalog, isPartial], `${each.name}: ${kind} ${list}`);
        }
      }
    });
  });

  it("throws if a parent stream is not defined", () => {
    assert.throws(() => parentsOf([one], {}), /Unknown parent stream "boards"/u);
  });
});
