import assert from "node:assert/strict";
import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { adsStreams } from "../../../src/streams/ads/ads.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../stream-named.ts";

const today = "2026-06-30";
const every = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

describe("ads entity streams", () => {
  it("request every status, or those that the user selects", () => {
    for (const name of ["campaigns", "ad_groups", "ads"]) {
      const { parameters } = streamNamed(name);
      assert.deepEqual(parameters?.({ config: configWith(), today }), { entity_statuses: every });
      const config = configWith({ entityStatuses: ["ACTIVE"] });
      assert.deepEqual(parameters?.({ config, today }), { entity_statuses: ["ACTIVE"] });
    }
  });

  it("have parents in every status, since archived ones have keywords and metrics", () => {
    const parents = adsStreams.flatMap(childPartitionsOf).map(({ parent }) => parent);
    const entities = parents.filter(({ stream }) => ["campaigns", "ad_groups", "ads"].includes(stream));
    assert.ok(entities.length >= 3);
    for (const { parameters } of entities) assert.deepEqual(parameters, { entity_statuses: every });
  });

  it("read the selected ad accounts, or all including shared ones", () => {
    for (const stream of adsStreams.filter(({ name }) => name !== "ad_accounts")) {
      const accounts = childPartitionsOf(stream).filter(({ parent }) => parent.stream === "ad_accounts");
      for (const { parent } of accounts) {
        assert.deepEqual(parent.only?.values(configWith({ adAccountIds: ["549"] })), ["549"]);
        assert.deepEqual(parent.only?.values(configWith()), []);
        assert.equal(parent.only?.setting, "ad_account_ids");
      }
      assert.ok(childPartitionsOf(stream).length > 0, stream.name);
      assert.equal(stream.fromRequest?.ad_account_id, "ad_account_id");
    }
    const { parameters } = streamNamed("ad_accounts");
    assert.deepEqual(parameters?.({ config: configWith(), today }), { include_shared_accounts: true });
  });

  it("with a cursor are not sorted by it", () => {
    const cursors = adsStreams.flatMap(({ reading }) => (reading.by === "compared" ? [reading.cursor] : []));
    assert.ok(cursors.length >= 6);
    for (const cursor of cursors) assert.match(cursor, /^updated_time/u);
    assert.ok(adsStreams.every(({ reading }) => reading.by !== "newest_first"));
  });

  it("read owned and received audiences", () => {
    const [part] = childPartitionsOf(streamNamed("audiences"));
    assert.ok(part?.of === "children");
    const [each] = part.each ?? [];
    assert.deepEqual(
      [each?.parameter, each?.values({ config: configWith(), today })],
      ["ownership_type", ["OWNED", "RECEIVED"]],
    );
  });

  it("read keywords of ad accounts, campaigns, and batches of ad groups", () => {
    const parts = childPartitionsOf(streamNamed("keywords"));
    assert.deepEqual(
      parts.map(({ parent }) => parent.stream),
      ["ad_accounts", "campaigns", "ad_groups"],
    );
    const [batch] = parts.flatMap((part) => (part.of === "batches" ? [part.batch] : []));
    assert.deepEqual([batch?.parameter, batch?.single], ["ad_group_ids", "ad_group_id"]);
    const { query } = operationNamed("keywords/get");
    assert.ok(query.ad_group_ids?.array !== false && query.ad_group_id?.array === false);
  });
});
