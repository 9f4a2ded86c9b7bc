import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { StoppedError } from "../../src/pinterest/api-error.ts";
import { axiosDownload, downloadWith } from "../../src/pinterest/download.ts";
import { TransportError } from "../../src/pinterest/transport.ts";

const signal = new AbortController().signal;

describe("axiosDownload", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(isAddress(address));
    return `http://127.0.0.1:${address.port}/report.txt?X-Amz-Signature=SECRET`;
  }

  /** Ends when no connection to a server is left, whoever was to close it. */
  async function lettingGo(): Promise<void> {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  }

  function serveSlowly(write: (response: ServerResponse) => Promise<void>): Promise<string> {
    return serve((_, response) => {
      write(response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  }

  function isAddress(address: unknown): address is AddressInfo {
    return typeof address === "object" && address !== null;
  }

  async function whole(url: string, by = axiosDownload, stop = signal): Promise<string> {
    let text = "";
    for await (const chunk of (await by(url, stop)).chunks) text += chunk;
    return text;
  }

  async function broken(download: Promise<unknown>): Promise<void> {
    await assert.rejects(download, (error) => {
      assert.ok(error instanceof TransportError, String(error));
      assert.ok(!`${error.stack ?? ""}${JSON.stringify(error)}`.includes("SECRET"));
      assert.equal(error.cause, undefined);
      return true;
    });
  }

  const letters = JSON.stringify({ "626": [{ NAME: "Frühling 🌷 日本" }] });

  it("counts the bytes as they were sent, and those of the content", async () => {
    const marked = `\uFEFF${letters}`;
    const content = Buffer.byteLength(marked);
    const packed = gzipSync(marked);
    for (const [headers, sent] of [
      [{}, marked],
      [{}, packed],
      [{ "Content-Encoding": "gzip" }, packed],
    ] as const) {
      const url = await serve((_, response) => response.writeHead(200, headers).end(sent));
      const { chunks, bytes } = await axiosDownload(url, signal);
      let text = "";
      for await (const chunk of chunks) text += chunk;
      assert.equal(text, letters);
      assert.deepEqual(bytes?.(), { sent: Buffer.byteLength(sent), content });
    }
  });

  it("sends the whole link and no authorization", async () => {
    const requests: IncomingMessage[] = [];
    const url = await serve((request, response) => {
      requests.push(request);
      response.end(letters);
    });
    assert.equal(await whole(url), letters);
    assert.equal(requests[0]?.url, "/report.txt?X-Amz-Signature=SECRET");
    assert.equal(requests[0]?.headers.authorization, undefined);
  });

  it("keeps letters whole that are cut between pieces", async () => {
    const bytes = Buffer.from(letters);
    const url = await serveSlowly(async (response) => {
      for (const byte of bytes) await new Promise((resolve) => response.write(Uint8Array.of(byte), resolve));
      response.end();
    });
    assert.equal(await whole(url), letters);
  });

  it("unpacks a file that is gzip, whether or not a header says that it was packed on the way", async () => {
    for (const [packed, headers] of [
      [gzipSync(letters), {}],
      [gzipSync(gzipSync(letters)), { "content-encoding": "gzip" }],
    ] as const) {
      const url = await serveSlowly(async (response) => {
        response.writeHead(200, headers);
        for (const byte of packed) await new Promise((resolve) => response.write(Uint8Array.of(byte), resolve));
        response.end();
      });
      assert.equal(await whole(url), letters);
      const cut = await serve((_, response) => response.writeHead(200, headers).end(packed.subarray(0, -3)));
      await broken(whole(cut));
    }
  });

  it("gives a file that is shorter than any mark as it is", async () => {
    for (const text of ["", "1"]) assert.equal(await whole(await serve((_, response) => response.end(text))), text);
  });

  it("gives a big file in pieces while it comes", async () => {
    let release: () => void = () => undefined;
    const wanted = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = await serveSlowly(async (response) => {
      response.write("a".repeat(100_000));
      await wanted;
      response.end("b".repeat(5_000_000));
    });
    let length = 0;
    for await (const chunk of (await axiosDownload(url, signal)).chunks) {
      release();
      length += chunk.length;
      assert.ok(chunk.length <= 1_000_000);
    }
    assert.equal(length, 5_100_000);
  });

  it("does not read ahead of whoever takes the pieces", async () => {
    let sent = 0;
    const url = await serveSlowly(async (response) => {
      for (; sent < 400 && !response.destroyed; sent += 1) {
        await new Promise((resolve) => response.write("x".repeat(250_000), resolve));
      }
      response.end();
    });
    for await (const _ of (await axiosDownload(url, signal)).chunks) {
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      break;
    }
    assert.ok(sent < 200, `${sent} of 400 pieces were read`);
  });

  for (const [title, headers] of [
    ["of a known length", { "content-length": "1000" }],
    ["in pieces", { "transfer-encoding": "chunked" }],
  ] as const) {
    it(`tells of a body ${title} that breaks off`, async () => {
      const url = await serve((_, response) => {
        response.writeHead(200, headers);
        response.write('{"626":[]}', () => response.destroy());
      });
      await broken(whole(url));
    });
  }

  it("tells of a connection that is refused, or reset", async () => {
    await broken(axiosDownload(await serve((request) => request.socket.resetAndDestroy()), signal));
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await broken(axiosDownload(url, signal));
  });

  for (const status of [403, 404, 503]) {
    it(`gives the status ${status}, no content, and lets the connection go`, async () => {
      let gone: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => {
        gone = resolve;
      });
      const url = await serve((request, response) => {
        request.socket.on("close", gone);
        response.writeHead(status).write("<Error>".repeat(1_000));
      });
      const answer = await axiosDownload(url, signal);
      assert.equal(answer.status, status);
      for await (const _ of answer.chunks) assert.fail("no content is wanted");
      await closed;
    });
  }

  it("unpacks gzip", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(letters.repeat(10_000)));
    });
    assert.equal(await whole(url), letters.repeat(10_000));
  });

  it("does not take gzip that is cut, or is none, for whole", async () => {
    const bytes = gzipSync(Array.from({ length: 5_000 }, (_, id) => (id * 7919) % 1_000).join());
    for (const content of [bytes.subarray(0, bytes.length / 2), bytes.subarray(0, -1), Buffer.from("no gzip")]) {
      const url = await serve((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(content);
      });
      await broken(whole(url));
    }
  });

  it("tells of gzip whose connection breaks off", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.write(gzipSync("x".repeat(1_000)).subarray(0, 15), () => response.destroy());
    });
    await broken(whole(url));
  });

  const impatient = { silence: 30, whole: 60_000 };

  it("gives up a server that trickles and never ends", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 2);
      response.on("close", () => clearInterval(timer));
    });
    await broken(whole(url, downloadWith({ silence: 60_000, whole: 100 })));
    await lettingGo();
  });

  it("does not count the time of whoever takes the pieces", async () => {
    const url = await serve((_, response) => response.end(letters));
    let text = "";
    for await (const chunk of (await downloadWith({ silence: 60_000, whole: 1_000 })(url, signal)).chunks) {
      const until = performance.now() + (text === "" ? 1_100 : 0);
      while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
      text += chunk;
    }
    assert.equal(text, letters);
  });

  it("gives up a server that is silent, before the content and within it", async () => {
    const mute = await serve(() => undefined);
    await broken(whole(mute, downloadWith(impatient)));
    const stuck = await serve((_, response) => response.writeHead(200).write("{"));
    await broken(whole(stuck, downloadWith(impatient)));
  });

  it("stops when the signal aborts, before the content and within it", async () => {
    for (const begins of [false, true]) {
      const stop = new AbortController();
      let gone: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => {
        gone = resolve;
      });
      const url = await serve((request, response) => {
        request.socket.on("close", gone);
        if (begins) response.writeHead(200).write("{", () => setImmediate(() => stop.abort()));
        else stop.abort();
      });
      await assert.rejects(whole(url, axiosDownload, stop.signal), StoppedError);
      await closed;
    }
  });

  it("makes no request when the signal has aborted", async () => {
    const url = await serve(() => assert.fail("no request is wanted"));
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(axiosDownload(url, stop.signal), StoppedError);
  });
});
