import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { streams as allStreams } from "../../src/streams/all.ts";
import type { Bed } from "../bed/bed.ts";
import { lastStates, recordsOf, statusesOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";
import { openAccount } from "./kills/account.ts";
import { interruption } from "./kills/interruption.ts";

const names = ["pins", "board_pins", "followers", "user_account_analytics", "ads", "campaign_analytics"];
const members = allStreams.filter(({ name }) => names.includes(name));
const nameOf = ({ stream }: JsonObject) =>
  isObject(stream) && isObject(stream.stream_descriptor) ? asText(stream.stream_descriptor.name) : "";

/** The same states in another order, as entire messages without counts, with a null namespace, and another stream's. */
function handedBack(states: readonly JsonObject[]): readonly JsonObject[] {
  const messages = states.toReversed().map(({ type, stream }) => {
    const { stream_descriptor: descriptor, stream_state: content } = isObject(stream) ? stream : {};
    assert.ok(isObject(descriptor) && content !== undefined);
    const handed = { stream_state: content, stream_descriptor: { ...descriptor, namespace: null } };
    return { type: "STATE", state: { type: asText(type), stream: handed } };
  });
  const other = { stream_descriptor: { name: "audiences" }, stream_state: { version: 1 } };
  return [{ type: "STATE", state: { type: "STREAM", stream: other } }, ...messages];
}

describe("states that the platform returns", () => {
  let bed: Bed;
  let catalog: JsonObject;
  let killed: readonly JsonObject[];
  let states: readonly JsonObject[];
  let expected: ReadonlyMap<string, readonly JsonObject[]>;

  before(async () => {
    bed = await openAccount(12);
    catalog = await bed.catalog(names);
    const stop = interruption({ at: "state", count: 9 }, "SIGKILL", bed.simulator, []);
    const outcome = await bed.read(catalog, { job: "1", program: stop.options });
    assert.equal(outcome.signal, "SIGKILL");
    killed = stop.arrived(outcome);
    states = lastStates(killed);
    assert.ok(states.length > 2, "too few states");
    expected = recordsOf((await bed.read(catalog, { states, job: "1" })).messages);
  });
  after(() => bed.close());

  /** Returns the records of a read with these states, by stream. */
  async function resumed(handed: readonly JsonObject[], job = "1") {
    const { code, messages } = await bed.read(catalog, { states: handed, job });
    assert.equal(code, 0);
    // The platform has two kinds of state; this connector has state per stream.
    for (const { state } of messages) assert.ok(state === undefined || (isObject(state) && state.type === "STREAM"));
    return { records: recordsOf(messages), messages };
  }

  it("are accepted unchanged and in other forms of the protocol", async () => {
    for (const handed of [states, handedBack(states)]) {
      const { records } = await resumed(handed);
      for (const name of names) {
        assert.deepEqual(records.get(name)?.length ?? 0, expected.get(name)?.length ?? 0, name);
        const rows = [...(recordsOf(killed).get(name) ?? []), ...(records.get(name) ?? [])];
        new Table(name).add(rows).assertEquals(bed.expectedRecords(name));
      }
    }
  });

  it("reset only the stream whose state is missing or null", async () => {
    const lost = nameOf(states[0] ?? {});
    const others = states.filter((state) => nameOf(state) !== lost);
    const empty = { type: "STREAM", stream: { stream_descriptor: { name: lost }, stream_state: null } };
    for (const handed of [others, [...others, empty]]) {
      const { records } = await resumed(handed);
      const rows = bed.expectedRecords(lost);
      assert.equal(records.get(lost)?.length, rows.length);
      new Table(lost).add(records.get(lost) ?? []).assertEquals(rows);
      for (const name of names.filter((other) => other !== lost)) {
        assert.equal(records.get(name)?.length ?? 0, expected.get(name)?.length ?? 0, name);
      }
    }
  });

  it("let another attempt of the same job, and no other job, skip completed streams", async () => {
    const first = await resumed(states);
    const complete = lastStates(first.messages, states);
    const again = await resumed(complete);
    assert.deepEqual([...again.records.keys()], []);
    for (const { name } of members) {
      assert.deepEqual(statusesOf(again.messages).get(name), ["STARTED", "RUNNING", "COMPLETE"], name);
    }
    const contents = (list: readonly JsonObject[]) => list.map(({ stream }) => JSON.stringify(stream)).sort();
    assert.deepEqual(contents(lastStates(again.messages)), contents(complete));
    for (const job of ["2", ""]) {
      const next = await resumed(complete, job);
      const followers = next.records.get("followers") ?? [];
      assert.equal(followers.length, bed.expectedRecords("followers").length, `job ${job}`);
      // Pinterest might have revised the last days.
      assert.equal(next.records.get("user_account_analytics")?.length, 4, `job ${job}`);
      assert.equal(next.records.get("pins"), undefined, `job ${job}`);
    }
  });
});
