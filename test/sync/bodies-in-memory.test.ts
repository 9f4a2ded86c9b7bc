import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { schemaOf } from "../../src/commands/catalog.ts";
import { fixedToken } from "../../src/pinterest/access-token.ts";
import { PinterestClient } from "../../src/pinterest/client.ts";
import { RateLimiter } from "../../src/pinterest/limits/rate-limiter.ts";
import { axiosTransport } from "../../src/pinterest/network/axios-transport.ts";
import { MemoryGate, type Room } from "../../src/pinterest/network/memory-gate.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { readStreams } from "../../src/sync/read.ts";
import { FakeClock } from "../fake-clock.ts";
import { serversOfSuite } from "../pinterest/network/servers.ts";
import { configWith } from "../scripted-api.ts";
import { MessageLog } from "./message-log.ts";
import { configured } from "./scripted-read.ts";

/** A gate that records the size of the bodies in memory. */
class ObservedGate extends MemoryGate {
  now = 0;
  most = 0;
  readonly #onRelease: (size: number) => void;

  /** @param onRelease called with the size of a body before it is released */
  constructor(budget: number, onRelease: (size: number) => void) {
    super(budget);
    this.#onRelease = onRelease;
  }

  override enter(): Room {
    const room = super.enter();
    let size = 0;
    return {
      ...room,
      reserve: async (more, signal) => {
        await room.reserve(more, signal);
        this.now += Math.max(0, more - size);
        size = Math.max(more, size);
        this.most = Math.max(this.most, this.now);
      },
      release: () => {
        if (size > 0) this.#onRelease(size);
        this.now -= size;
        size = 0;
        room.release();
      },
    };
  }
}

describe("bodies in memory", () => {
  const { serve } = serversOfSuite();

  it("are read when there is room, until their records are written, while further requests are in flight", async () => {
    const boards = Array.from({ length: 12 }, (_, index) => ({ id: `${100 + index}` }));
    const pinsOf = (board: string) =>
      Array.from({ length: 50 }, (_, index) => ({ id: `${board}${index}`, note: "x".repeat(2000) }));
    const size = Buffer.byteLength(JSON.stringify({ items: pinsOf("100"), bookmark: null }));
    let waiting: (() => void)[] = [];
    let most = 0;
    const send = (response: ServerResponse, body: unknown) => response.end(JSON.stringify(body));
    const url = await serve((request, response) => {
      const [, board] = /^\/v5\/boards\/(\d+)\/pins/u.exec(request.url ?? "") ?? [];
      if (board === undefined) {
        send(
          response,
          request.url?.startsWith("/v5/boards") === true ? { items: boards, bookmark: null } : { id: "1" },
        );
        return;
      }
      // A slow server: answers when three requests wait for it.
      waiting.push(() => send(response, { items: pinsOf(board), bookmark: null }));
      most = Math.max(most, waiting.length);
      if (waiting.length < 3) return;
      for (const answer of waiting) answer();
      waiting = [];
    });

    const clock = new FakeClock(Date.parse("2026-06-30T12:00:00Z"));
    const log = new MessageLog(clock);
    let written = 0;
    log.writer.observe({
      records: (_, count) => {
        written += count;
      },
      message: () => undefined,
    });
    /** By page: the number of records that were written when it left the memory. */
    const whenReleased: number[] = [];
    const budget = size / 2;
    const gate = new ObservedGate(budget, (bytes) => {
      if (bytes > size / 2) whenReleased.push(written);
    });
    const config = configWith({ baseUrl: `${url}/v5` });
    const client = new PinterestClient(
      {
        baseUrl: config.baseUrl,
        transport: axiosTransport(undefined, gate),
        limiter: new RateLimiter(clock),
        clock,
        random: () => 0.5,
      },
      fixedToken("token"),
    );
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    const complete = await readStreams(
      {
        config,
        client,
        download: () => Promise.reject(new Error("no file")),
        writer: log.writer,
        clock,
        random: () => 0.5,
        signal,
        streams: streamsOf(config),
        schemaOf,
        job: undefined,
      },
      [configured("board_pins")],
      new Map(),
    );
    assert.equal(complete, true);
    assert.equal((await log.records("board_pins")).length, 600);
    assert.ok(most >= 3, `${most} in flight`);
    assert.ok(gate.most >= size && gate.most <= budget + size, `${gate.most} bytes`);
    assert.equal(gate.now, 0);
    assert.equal(whenReleased.length, 12);
    for (const [page, records] of whenReleased.entries())
      assert.ok(records >= 50 * (page + 1), `${records} of ${page}`);
  });
});
