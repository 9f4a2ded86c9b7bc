import assert from "node:assert/strict";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import {
  axiosDownload,
  type DownloadOptions,
  downloadWith,
  type OpenDownload,
} from "../../../src/pinterest/network/download.ts";
import { UnsafeLinkError } from "../../../src/pinterest/network/link-policy.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { StoppedError } from "../../../src/signals.ts";
import { occurrence, serversOfSuite, trickle } from "./servers.ts";

const signal = new AbortController().signal;
/** The API's address when it is a stand-in on this machine, as the servers here are. */
const baseUrl = "http://127.0.0.1/v5";
const download = axiosDownload(baseUrl);

/** A download that is less patient than usual, from names that nothing resolves. */
function downloadBy(options: Partial<DownloadOptions>): OpenDownload {
  return downloadWith({ idleMs: 60_000, totalMs: 60_000, baseUrl, resolve: () => Promise.resolve([]), ...options });
}

describe("axiosDownload", () => {
  const servers = serversOfSuite();

  async function serve(listener: RequestListener): Promise<string> {
    return `${await servers.serve(listener)}/report.txt?X-Amz-Signature=SECRET`;
  }

  function serveSlowly(write: (response: ServerResponse) => Promise<void>): Promise<string> {
    return serve((_, response) => {
      write(response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  }

  async function whole(url: string, by = download, stop = signal): Promise<string> {
    let text = "";
    for await (const chunk of (await by(url, stop)).chunks) text += chunk;
    return text;
  }

  async function broken(broken: Promise<unknown>): Promise<void> {
    await assert.rejects(broken, (error) => {
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
      const { chunks, bytes } = await download(url, signal);
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
    for await (const chunk of (await download(url, signal)).chunks) {
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
    for await (const _ of (await download(url, signal)).chunks) {
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
    await broken(download(await serve((request) => request.socket.resetAndDestroy()), signal));
    const url = await serve(() => undefined);
    await servers.lettingGo();
    await broken(download(url, signal));
  });

  for (const status of [403, 404, 503]) {
    it(`gives the status ${status}, no content, and lets the connection go`, async () => {
      const gone = occurrence();
      const url = await serve((request, response) => {
        request.socket.on("close", gone.tell);
        response.writeHead(status).write("<Error>".repeat(1_000));
      });
      const answer = await download(url, signal);
      assert.equal(answer.status, status);
      for await (const _ of answer.chunks) assert.fail("no content is wanted");
      await gone.told;
    });
  }

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

  const impatient = { idleMs: 30 };

  it("gives up a server that trickles and never ends", async () => {
    const url = await serve((_, response) => trickle(response));
    await broken(whole(url, downloadBy({ totalMs: 100 })));
    await servers.lettingGo();
  });

  it("does not count the time of whoever takes the pieces", async () => {
    const url = await serve((_, response) => response.end(letters));
    const takeLonger = async () => {
      const until = performance.now() + 1_100;
      while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
    };
    const { chunks } = await downloadBy({ totalMs: 1_000 })(url, signal);
    await takeLonger();
    let text = "";
    for await (const chunk of chunks) {
      if (text === "") await takeLonger();
      text += chunk;
    }
    assert.equal(text, letters);
  });

  it("gives up a server that is silent, before the content and within it", async () => {
    const mute = await serve(() => undefined);
    await broken(whole(mute, downloadBy(impatient)));
    const stuck = await serve((_, response) => response.writeHead(200).write("{"));
    await broken(whole(stuck, downloadBy(impatient)));
  });

  it("stops when the signal aborts, before the content and within it", async () => {
    for (const begins of [false, true]) {
      const stop = new AbortController();
      const gone = occurrence();
      const url = await serve((request, response) => {
        request.socket.on("close", gone.tell);
        if (begins) response.writeHead(200).write("{", () => setImmediate(() => stop.abort()));
        else stop.abort();
      });
      await assert.rejects(whole(url, download, stop.signal), StoppedError);
      await gone.told;
    }
  });

  it("makes no request when the signal has aborted", async () => {
    const url = await serve(() => assert.fail("no request is wanted"));
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(download(url, stop.signal), StoppedError);
  });

  describe("a link that must not be followed", () => {
    const api = "https://api.pinterest.com/v5";

    /** Fails with a sentence that holds nothing of the link but its host. */
    async function unsafe(download: Promise<unknown>, reason: RegExp): Promise<void> {
      await assert.rejects(download, (error) => {
        assert.ok(error instanceof UnsafeLinkError, String(error));
        assert.match(error.message, reason);
        assert.doesNotMatch(`${error.stack ?? ""}${JSON.stringify(error)}`, /SECRET/u);
        return true;
      });
    }

    async function unreachable(): Promise<string> {
      return serve((request) => assert.fail(`${request.url ?? ""} was requested`));
    }

    it("is refused before any request", async () => {
      const { port } = new URL(await unreachable());
      const resolve = () => assert.fail("no name is resolved");
      for (const [link, reason] of [
        [`http://127.0.0.1:${port}/?SECRET`, /not https/u],
        [`https://127.0.0.1/?SECRET`, /127\.0\.0\.1, which has a loopback address/u],
        ["https://user:SECRET@files.test/", /credentials/u],
        ["data:text/plain,SECRET", /not https/u],
        ["file:///SECRET", /not https/u],
        ["SECRET", /not an address/u],
        ["https://files.test:8443/?SECRET", /the port 8443/u],
      ] as const) {
        await unsafe(downloadBy({ baseUrl: api, resolve })(link, signal), reason);
      }
    });

    it("is refused when its name has no public address, and resolved only once", async () => {
      for (const address of ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"]) {
        const resolved: string[] = [];
        const resolve = (hostname: string) => {
          resolved.push(hostname);
          return Promise.resolve([{ address, family: address.includes(":") ? 6 : 4 }]);
        };
        const link = "https://files.test/?SECRET";
        await unsafe(downloadBy({ baseUrl: api, resolve })(link, signal), /leads to files\.test, which has a /u);
        assert.deepEqual(resolved, ["files.test"]);
      }
    });

    it("connects to none of a name's addresses but those that are allowed", async () => {
      const requests: IncomingMessage[] = [];
      const { port } = new URL(
        await serve((request, response) => {
          requests.push(request);
          response.end(letters);
        }),
      );
      const resolve = () =>
        Promise.resolve([
          { address: "10.255.255.1", family: 4 },
          { address: "127.0.0.1", family: 4 },
        ]);
      const link = `http://files.localhost:${port}/report.txt`;
      assert.equal(await whole(link, downloadBy({ resolve })), letters);
      assert.equal(requests[0]?.headers.host, `files.localhost:${port}`);
    });

    it("is refused where a redirect leads to it, and three redirects are followed at most", async () => {
      const target = await serve((_, response) => response.end(letters));
      const chain = (length: number, end: string) =>
        serve((request, response) => {
          const step = Number(new URL(request.url ?? "", "http://x").searchParams.get("step"));
          response.writeHead(302, { location: step + 1 < length ? `/next?step=${step + 1}` : end }).end("moved");
        });
      assert.equal(await whole(await chain(3, target)), letters);
      await unsafe(whole(await chain(4, target)), /redirects more than 3 times/u);
      for (const [location, reason] of [
        ["http://169.254.169.254/latest/meta-data/?SECRET", /not https/u],
        ["https://169.254.169.254/?SECRET", /link-local/u],
        ["https://[::ffff:a9fe:a9fe]/?SECRET", /link-local/u],
        ["https://10.1/?SECRET", /10\.0\.0\.1, which has a private address/u],
        ["https://user:SECRET@files.test/", /credentials/u],
        ["file:///etc/SECRET", /not https/u],
        ["ftp://files.test/SECRET", /not https/u],
      ] as const) {
        for (const status of [301, 302, 303, 307, 308]) {
          const url = await serve((_, response) => response.writeHead(status, { location }).end());
          await unsafe(whole(url), reason);
        }
      }
    });

    describe("and a proxy", () => {
      const variables = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "NO_PROXY", "no_proxy"] as const;
      let before: Readonly<Record<string, string | undefined>>;
      let connects: (string | undefined)[];

      beforeEach(async () => {
        connects = [];
        before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
        for (const name of variables) delete process.env[name];
        const origin = await servers.serve(
          (request) => assert.fail(`${request.url ?? ""} went to the proxy`),
          ({ url }, socket) => {
            connects.push(url);
            socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
          },
        );
        process.env.HTTPS_PROXY = origin;
        process.env.HTTP_PROXY = origin;
      });
      afterEach(() => {
        for (const [name, value] of Object.entries(before)) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      });

      it("leaves it to the proxy to resolve the name", async () => {
        const resolve = () => assert.fail("no name is resolved here");
        const { status } = await downloadBy({ baseUrl: api, resolve })("https://files.test/?SECRET", signal);
        assert.equal(status, 502, "what the proxy said");
        assert.deepEqual(connects, ["files.test:443"]);
      });

      it("is refused for what the link itself says, before the proxy is asked", async () => {
        for (const link of ["https://10.0.0.1/", "https://localhost/", "https://u@files.test/", "http://files.test/"]) {
          await unsafe(downloadBy({ baseUrl: api })(link, signal), /its link/u);
        }
        assert.deepEqual(connects, []);
      });

      it("does not reach a stand-in by it", async () => {
        const url = await serve((_, response) => response.end(letters));
        assert.equal(await whole(url), letters);
      });
    });

    it("gives a redirect that leads nowhere as it is", async () => {
      const url = await serve((_, response) => response.writeHead(302).end());
      assert.equal((await download(url, signal)).status, 302);
    });
  });
});
