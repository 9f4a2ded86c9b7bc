import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { mock } from "node:test";
import { gzipSync } from "node:zlib";
import { StoppedError } from "../../../src/base/signals.ts";
import { axiosTransport } from "../../../src/pinterest/network/axios-transport.ts";
import { axiosDownload } from "../../../src/pinterest/network/download.ts";
import { MemoryGate } from "../../../src/pinterest/network/memory-gate.ts";
import { type HttpResponse, type ResponseTimeouts, TransportError } from "../../../src/pinterest/network/transport.ts";
import { occurrence, serversOfSuite } from "./servers.ts";

const { signal } = new AbortController();
setMaxListeners(0, signal);

const body = "x".repeat(300_000);
const bodySize = body.length;

describe("MemoryGate", () => {
  const { serve } = serversOfSuite();
  let url = "";
  /** What happened, in order. */
  let events: string[] = [];

  beforeEach(async () => {
    events = [];
    url = await serve((request, response) => respond(response, request.url ?? ""));
  });

  /** Responds with a body: of known length, of unknown length, or compressed. */
  function respond(response: ServerResponse, path: string): void {
    if (path.startsWith("/chunked")) response.write(body, () => response.end());
    else if (path.startsWith("/gzip")) response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(body));
    else if (path.startsWith("/small")) response.end("x");
    else response.writeHead(200, { "content-length": bodySize }).end(body);
  }

  function transportWith(budget: number, timeouts?: ResponseTimeouts) {
    const transport = axiosTransport(timeouts, new MemoryGate(budget));
    /** Sends a request and resolves when its headers have arrived. */
    return async (path: string, stop = signal) => {
      const headers = occurrence();
      const response = transport.send({ method: "GET", url: `${url}${path}`, headers: {} }, stop, () => {
        events.push(`headers ${path}`);
        headers.notify();
      });
      const settled = response.then(
        () => events.push(`body ${path}`),
        () => events.push(`error ${path}`),
      );
      await headers.happened;
      return { response, settled };
    };
  }

  /** Gives bodies that wrongly have room the time to arrive: the time of several others, through gates of their own. */
  async function others(): Promise<void> {
    const before = events;
    for (const path of ["/chunked", "/gzip", "/length"]) await (await transportWith(bodySize)(path)).settled;
    events = before.filter((event) => !/ \/(?:chunked|gzip|length)$/u.test(event));
  }

  function release({ room }: HttpResponse): void {
    events.push("release");
    room?.release();
  }

  it("reads headers at once, and bodies in the order of arrival when there is room", async () => {
    const send = transportWith(bodySize * 2);
    const first = await (await send("/1")).response;
    const second = await (await send("/2")).response;
    const third = await send("/3");
    const fourth = await send("/4");
    await others();
    release(first);
    await Promise.race([third.settled, fourth.settled]);
    await others();
    release(second);
    await Promise.all([third.settled, fourth.settled]);
    const before = ["headers /1", "body /1", "headers /2", "body /2", "headers /3", "headers /4"];
    assert.deepEqual(events, [...before, "release", "body /3", "release", "body /4"]);
  });

  for (const kind of ["length", "chunked", "gzip"]) {
    it(`reads bodies that exceed the budget, one at a time (${kind})`, async () => {
      const send = transportWith(1000);
      const requests = await Promise.all([1, 2, 3].map((number) => send(`/${kind}/${number}`)));
      await others();
      for (let rest = requests; rest.length > 0; ) {
        const [first, request] = await Promise.race(rest.map(async (each) => [await each.response, each] as const));
        assert.equal(first.body, body);
        await others();
        release(first);
        rest = rest.filter((each) => each !== request);
      }
      const order = events.filter((event) => !event.startsWith("headers")).map((event) => event.split(" ")[0]);
      assert.deepEqual(order, ["body", "release", "body", "release", "body", "release"]);
    });
  }

  it("lets no small body pass a large one, which would wait forever", async () => {
    const send = transportWith(bodySize + 1000);
    const first = await (await send("/1")).response;
    const large = await send("/2");
    const small = await send("/small");
    await others();
    release(first);
    await Promise.all([large.settled, small.settled]);
    assert.ok(events.indexOf("body /small") > events.indexOf("release"), events.join());
  });

  it("ends a wait on abort and lets the next body in", async () => {
    const send = transportWith(bodySize);
    const first = await (await send("/1")).response;
    const stop = new AbortController();
    const second = await send("/2", stop.signal);
    const third = await send("/3");
    stop.abort();
    await assert.rejects(second.response, StoppedError);
    release(first);
    assert.equal((await third.response).body, body);
  });

  it("excludes waits from the timeouts", async () => {
    for (const timeouts of [
      { idleMs: 1000, totalMs: 3_600_000 },
      { idleMs: 3_600_000, totalMs: 1000 },
    ]) {
      mock.timers.enable({ apis: ["setTimeout"] });
      try {
        const send = transportWith(bodySize, timeouts);
        const first = await (await send("/1")).response;
        const second = await send("/2");
        mock.timers.tick(600_000);
        release(first);
        assert.equal((await second.response).body, body);
      } finally {
        mock.timers.reset();
      }
    }
  });

  it("reports a connection that was closed during a wait when there is room, so that the retry has room", async () => {
    const closed = occurrence();
    const send = transportWith(bodySize);
    const first = await (await send("/1")).response;
    url = await serve((_, response) => {
      response.writeHead(200, { "content-length": bodySize }).write("[", () => response.destroy());
      response.on("close", closed.notify);
    });
    const second = await send("/2");
    await closed.happened;
    release(first);
    await assert.rejects(second.response, (error) => {
      assert.ok(error instanceof TransportError);
      assert.equal(error.message, "the response was truncated");
      return true;
    });
    assert.deepEqual(events.slice(-2), ["release", "error /2"]);
  });

  it("opens at most eight files", async () => {
    const responses: ServerResponse[] = [];
    let arrived = occurrence();
    const origin = await serve((_, response) => {
      response.writeHead(200).write("[");
      responses.push(response);
      arrived.notify();
    });
    const download = axiosDownload(origin);
    const opened = await Promise.all(Array.from({ length: 8 }, () => download(`${origin}/file`, signal)));
    arrived = occurrence();
    const ninth = download(`${origin}/file`, signal);
    await others();
    assert.equal(responses.length, 8);
    responses[3]?.end("]");
    responses[5]?.destroy();
    for await (const _ of opened.at(3)?.chunks ?? []);
    await arrived.happened;
    assert.equal((await ninth).status, 200);
    await assert.rejects(async () => {
      for await (const _ of opened.at(5)?.chunks ?? []);
    }, TransportError);
    assert.equal((await download(`${origin}/file`, signal)).status, 200);
    for (const response of responses) response.destroy();
  });
});
