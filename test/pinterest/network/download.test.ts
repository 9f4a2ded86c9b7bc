import assert from "node:assert/strict";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { mock } from "node:test";
import { gzipSync } from "node:zlib";
import { StoppedError } from "../../../src/base/signals.ts";
import { axiosDownload, type DownloadOptions, type OpenDownload } from "../../../src/pinterest/network/download.ts";
import { UnsafeLinkError } from "../../../src/pinterest/network/link-policy.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { occurrence, serversOfSuite, trickle } from "./servers.ts";

const signal = new AbortController().signal;
/** A base URL on this machine, which allows links to the servers below. */
const baseUrl = "http://127.0.0.1/v5";
const download = axiosDownload(baseUrl);

/** Returns a download with shorter timeouts, for which no name resolves. */
function downloadBy({ base = baseUrl, ...options }: Partial<DownloadOptions> & { base?: string }): OpenDownload {
  return axiosDownload(base, { idleMs: 60_000, totalMs: 60_000, resolve: () => Promise.resolve([]), ...options });
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

  async function textOf(url: string, by = download, stop = signal): Promise<string> {
    let text = "";
    for await (const chunk of (await by(url, stop)).chunks) text += chunk;
    return text;
  }

  async function failsSafely(download: Promise<unknown>): Promise<void> {
    await assert.rejects(download, (error) => {
      assert.ok(error instanceof TransportError, String(error));
      assert.match(error.message, /^the report's download was interrupted$/u);
      assert.ok(!`${error.stack ?? ""}${JSON.stringify(error)}`.includes("SECRET"));
      assert.equal(error.cause, undefined);
      return true;
    });
  }

  const json = JSON.stringify({ "626": [{ NAME: "Frühling 🌷 日本" }] });

  it("sends the link without authorization, and counts the bytes on the wire and those of the content", async () => {
    const marked = `\uFEFF${json}`;
    const content = Buffer.byteLength(marked);
    const compressed = gzipSync(marked);
    for (const [headers, sent] of [
      [{}, marked],
      [{}, compressed],
      [{ "Content-Encoding": "gzip" }, compressed],
    ] as const) {
      const requests: IncomingMessage[] = [];
      const url = await serve((request, response) => {
        requests.push(request);
        response.writeHead(200, headers).end(sent);
      });
      const { chunks, bytes } = await download(url, signal);
      assert.equal(requests[0]?.url, "/report.txt?X-Amz-Signature=SECRET");
      assert.equal(requests[0]?.headers.authorization, undefined);
      let text = "";
      for await (const chunk of chunks) text += chunk;
      assert.equal(text, json);
      assert.deepEqual(bytes?.(), { sent: Buffer.byteLength(sent), content });
    }
  });

  it("replaces bytes that aren't UTF-8", async () => {
    const rose = Buffer.from("🌹");
    for (const [parts, text] of [
      [[Buffer.from("a\uFFFDb")], "a\uFFFDb"],
      [[rose.subarray(0, 2), rose.subarray(2)], "🌹"],
      [[Buffer.from("a"), rose.subarray(0, 3), Buffer.from("b")], "a\uFFFDb"],
      [[rose.subarray(0, 2), Buffer.from("b")], "\uFFFDb"],
      [[rose.subarray(0, 3)], "\uFFFD"],
    ] as const) {
      const url = await serveSlowly(async (response) => {
        for (const part of parts) await new Promise((resolve) => response.write(part, resolve));
        response.end();
      });
      const { chunks } = await download(url, signal);
      let found = "";
      for await (const chunk of chunks) found += chunk;
      assert.equal(found, text);
    }
  });

  it("decompresses a gzip file with or without a Content-Encoding header", async () => {
    for (const [compressed, headers] of [
      [gzipSync(json), {}],
      [gzipSync(gzipSync(json)), { "content-encoding": "gzip" }],
    ] as const) {
      const url = await serveSlowly(async (response) => {
        response.writeHead(200, headers);
        for (const byte of compressed) await new Promise((resolve) => response.write(Uint8Array.of(byte), resolve));
        response.end();
      });
      assert.equal(await textOf(url), json);
      const cut = await serve((_, response) => response.writeHead(200, headers).end(compressed.subarray(0, -3)));
      await failsSafely(textOf(cut));
    }
  });

  it("rejects content that is too large, expands too much, or has another encoding", async () => {
    const zeros = Buffer.alloc(4 * 2 ** 20, "0");
    for (const [headers, bytes, reason] of [
      [{}, zeros, /more than 3 MiB/u],
      [{}, gzipSync(zeros), /more than 3 MiB/u],
      [{ "content-encoding": "gzip" }, gzipSync(gzipSync(zeros.subarray(2 ** 20))), /more than 1100 times/u],
      [{ "content-encoding": "br" }, zeros, /not by gzip/u],
    ] as const) {
      const url = await serve((_, response) => response.writeHead(200, headers).end(bytes));
      await assert.rejects(textOf(url, downloadBy({ maxBytes: 3 * 2 ** 20 })), (error) => {
        assert.ok(error instanceof SyntaxError);
        assert.match(error.message, reason);
        return true;
      });
    }
  });

  it("applies backpressure if the consumer is slow", async () => {
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
    assert.ok(sent < 200, `${sent} of 400 chunks were read`);
  });

  it("rejects a truncated body, and reports a refused or reset connection", async () => {
    for (const headers of [{ "content-length": "1000" }, { "transfer-encoding": "chunked" }]) {
      const cut = await serve((_, response) => {
        response.writeHead(200, headers).write('{"626":[]}', () => response.destroy());
      });
      await failsSafely(textOf(cut));
    }
    await failsSafely(download(await serve((request) => request.socket.resetAndDestroy()), signal));
    const url = await serve(() => undefined);
    await servers.lettingGo();
    await failsSafely(download(url, signal));
  });

  for (const status of [403, 404, 503]) {
    it(`returns the status ${status} without content and closes the connection`, async () => {
      const closed = occurrence();
      const url = await serve((request, response) => {
        request.socket.on("close", closed.notify);
        response.writeHead(status).write("<Error>".repeat(1_000));
      });
      const response = await download(url, signal);
      assert.equal(response.status, status);
      for await (const _ of response.chunks) assert.fail("unexpected content");
      await closed.happened;
    });
  }

  it("times out an endless slow response and an idle server, before or within the content", async () => {
    const slow = await serve((_, response) => trickle(response));
    await failsSafely(textOf(slow, downloadBy({ totalMs: 100 })));
    await servers.lettingGo();
    const idle = downloadBy({ idleMs: 30 });
    await failsSafely(textOf(await serve(() => undefined), idle));
    await failsSafely(textOf(await serve((_, response) => response.writeHead(200).write("{")), idle));
  });

  it("does not count the consumer's time toward the timeout", async () => {
    const url = await serve((_, response) => response.end(json));
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const { chunks } = await downloadBy({ totalMs: 1_000 })(url, signal);
      mock.timers.tick(600_000);
      let text = "";
      for await (const chunk of chunks) {
        mock.timers.tick(600_000);
        text += chunk;
      }
      assert.equal(text, json);
    } finally {
      mock.timers.reset();
    }
  });

  it("ends on abort, before or within the content", async () => {
    for (const begins of [false, true]) {
      const stop = new AbortController();
      const closed = occurrence();
      const url = await serve((request, response) => {
        request.socket.on("close", closed.notify);
        if (begins) response.writeHead(200).write("{", () => setImmediate(() => stop.abort()));
        else stop.abort();
      });
      await assert.rejects(textOf(url, download, stop.signal), StoppedError);
      await closed.happened;
    }
  });

  describe("an unsafe link", () => {
    const api = "https://api.pinterest.com/v5";

    /** Asserts that the error names no more of the link than its host. */
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

    it("is rejected before any request", async () => {
      const { port } = new URL(await unreachable());
      const resolve = () => assert.fail("a name was resolved");
      for (const [link, reason] of [
        [`http://127.0.0.1:${port}/?SECRET`, /not https/u],
        [`https://127.0.0.1/?SECRET`, /127\.0\.0\.1, which has a loopback address/u],
        ["https://user:SECRET@files.test/", /credentials/u],
        ["SECRET", /not an address/u],
        ["https://files.test:8443/?SECRET", /the port 8443/u],
      ] as const) {
        await unsafe(downloadBy({ base: api, resolve })(link, signal), reason);
      }
    });

    it("is rejected if its name has no public address, after one resolution", async () => {
      for (const address of ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"]) {
        const resolved: string[] = [];
        const resolve = (hostname: string) => {
          resolved.push(hostname);
          return Promise.resolve([{ address, family: address.includes(":") ? 6 : 4 }]);
        };
        const link = "https://files.test/?SECRET";
        await unsafe(downloadBy({ base: api, resolve })(link, signal), /leads to files\.test, which has a /u);
        assert.deepEqual(resolved, ["files.test"]);
      }
    });

    it("connects only to the allowed addresses of a name", async () => {
      const requests: IncomingMessage[] = [];
      const { port } = new URL(
        await serve((request, response) => {
          requests.push(request);
          response.end(json);
        }),
      );
      const resolve = () =>
        Promise.resolve([
          { address: "10.255.255.1", family: 4 },
          { address: "127.0.0.1", family: 4 },
        ]);
      const link = `http://files.localhost:${port}/report.txt`;
      assert.equal(await textOf(link, downloadBy({ resolve })), json);
      assert.equal(requests[0]?.headers.host, `files.localhost:${port}`);
    });

    it("is rejected as the target of a redirect, and so is a fourth redirect", async () => {
      const target = await serve((_, response) => response.end(json));
      const chain = (length: number, end: string) =>
        serve((request, response) => {
          const step = Number(new URL(request.url ?? "", "http://x").searchParams.get("step"));
          response.writeHead(302, { location: step + 1 < length ? `/next?step=${step + 1}` : end }).end("moved");
        });
      assert.equal(await textOf(await chain(3, target)), json);
      await unsafe(textOf(await chain(4, target)), /redirects more than 3 times/u);
      for (const [location, reason] of [
        ["http://169.254.169.254/latest/meta-data/?SECRET", /not https/u],
        ["https://169.254.169.254/?SECRET", /link-local/u],
        ["https://10.1/?SECRET", /10\.0\.0\.1, which has a private address/u],
        ["https://user:SECRET@files.test/", /credentials/u],
        ["file:///etc/SECRET", /not https/u],
      ] as const) {
        for (const status of [301, 302, 303, 307, 308]) {
          const url = await serve((_, response) => response.writeHead(status, { location }).end());
          await unsafe(textOf(url), reason);
        }
      }
    });

    describe("with a proxy", () => {
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

      it("lets the proxy resolve the name", async () => {
        const resolve = () => assert.fail("a name was resolved");
        const { status } = await downloadBy({ base: api, resolve })("https://files.test/?SECRET", signal);
        assert.equal(status, 502, "the proxy's response");
        assert.deepEqual(connects, ["files.test:443"]);
      });

      it("bypasses the proxy for a server on this machine", async () => {
        const url = await serve((_, response) => response.end(json));
        assert.equal(await textOf(url), json);
      });

      it("is rejected for its scheme or host before a request to the proxy", async () => {
        for (const link of ["https://10.0.0.1/", "https://localhost/", "https://u@files.test/", "http://files.test/"]) {
          await unsafe(downloadBy({ base: api })(link, signal), /its link/u);
        }
        assert.deepEqual(connects, []);
      });
    });

    it("returns a redirect without a location", async () => {
      const url = await serve((_, response) => response.writeHead(302).end());
      assert.equal((await download(url, signal)).status, 302);
    });
  });
});
