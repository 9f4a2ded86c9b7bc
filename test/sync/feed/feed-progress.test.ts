import assert from "node:assert/strict";
import { type FeedProgress, isConsistent, limitToPresent } from "../../../src/sync/feed/feed-progress.ts";

const past = "2026-06-01T00:00:00";
const present = "2026-06-30T00:00:00";
const future = "2999-12-31T00:00:00";
const laterFuture = "2999-12-31T00:00:01";

describe("limitToPresent", () => {
  it("limits cursors and floors in the future, and drops the IDs of the newest rows", () => {
    const before: FeedProgress = {
      cursor: laterFuture,
      ids: ["1"],
      floor: future,
      scan: { bookmark: "b", newest: laterFuture, ids: ["2"], floor: future },
    };
    const limited = limitToPresent(before, present);
    assert.deepEqual(limited, {
      cursor: present,
      ids: undefined,
      floor: present,
      scan: { bookmark: "b", newest: present, ids: undefined, floor: present },
    });
    assert.ok(isConsistent(limited), "no row between the present and the floor counts as seen");
  });

  it("changes nothing in the past", () => {
    const before: FeedProgress = {
      cursor: present,
      ids: ["1"],
      floor: past,
      scan: { bookmark: "b", newest: present, ids: ["2"], floor: past },
    };
    assert.deepEqual(limitToPresent(before, present), before);
  });
});
