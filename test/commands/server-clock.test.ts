import assert from "node:assert/strict";
import { ServerClock } from "../../src/commands/server-clock.ts";
import type { HeaderCallback } from "../../src/pinterest/network/transport.ts";
import { FakeClock } from "../fake-clock.ts";
import { respond } from "../scripted-api.ts";

const now = Date.parse("2026-06-30T12:00:00Z");
const minute = 60_000;

/** Returns the remarks after responses with the `Date` headers. */
async function remarksAfter(dates: readonly (string | undefined)[], onHeaders?: HeaderCallback) {
  const clock = new ServerClock(new FakeClock(now));
  const left = [...dates];
  const transport = clock.watching({
    send: async (_request, _signal, onReceived) => {
      onReceived?.({ date: left.shift() });
      return respond(200, {});
    },
  });
  const request = { method: "GET", url: "https://api.pinterest.com/v5/pins", headers: {} } as const;
  for (const _ of dates) await transport.send(request, new AbortController().signal, onHeaders);
  return clock.remarks();
}

const dateAfter = (milliseconds: number) => new Date(now + milliseconds).toUTCString();

describe("ServerClock", () => {
  it("says by how much and in which direction the clock of the machine is wrong", async () => {
    for (const [difference, said] of [
      [-10 * minute, "10 minutes ahead of"],
      [10 * minute, "10 minutes behind"],
      [-119 * minute, "119 minutes ahead of"],
      [120 * minute, "2 hours behind"],
      [31 * 24 * 60 * minute, "31 days behind"],
    ] as const)
      assert.match((await remarksAfter([dateAfter(difference)])).join(), new RegExp(`is ${said} Pinterest's\\.`, "u"));
  });

  it("says nothing of less than ten minutes, and of responses without a time", async () => {
    assert.deepEqual(await remarksAfter([dateAfter(10 * minute - 1000)]), []);
    assert.deepEqual(await remarksAfter([undefined, "soon"]), []);
    assert.deepEqual(await remarksAfter([]), []);
  });

  it("goes by the last response that has a time, and passes the headers on", async () => {
    const seen: (string | undefined)[] = [];
    const dates = [dateAfter(-60 * minute), dateAfter(0), undefined];
    assert.deepEqual(await remarksAfter(dates, ({ date }) => seen.push(date)), []);
    assert.deepEqual(seen, dates);
  });
});
