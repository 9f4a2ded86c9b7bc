import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { inspect } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import nock from "nock";
import { StoppedError } from "../../../src/base/signals.ts";
import { axiosTransport } from "../../../src/pinterest/network/axios-transport.ts";
import { type HttpRequest, type HttpResponse, TransportError } from "../../../src/pinterest/network/transport.ts";
import { occurrence, serversOfSuite, trickle } from "./servers.ts";

const { signal } = new AbortController();
setMaxListeners(0, signal);
const secrets = /SECRET/u;

function get(url: string): HttpRequest {
  return { method: "GET", url, headers: { Authorization: "Bearer SECRET", Accept: "application/json" } };
}

const sent = (url: string, transport = axiosTransport()) => transport.send(get(url), signal);

async function broken(answer: Promise<HttpResponse>): Promise<TransportError> {
  const error = await answer.then(
    ({ status }) => assert.fail(`unexpected response: ${status}`),
    (reason: unknown) => reason,
  );
  assert(error instanceof TransportError, String(error));
  assert.equal(error.cause, undefined);
  for (const text of [inspect(error, { showHidden: true, depth: null, getters: true }), JSON.stringify(error)]) {
    assert.doesNotMatch(text, secrets);
  }
  return error;
}

describe("axiosTransport", () => {
  describe("with nock", () => {
    const api = "https://api.example.com";
    before(() => {
      nock.activate();
      nock.disableNetConnect();
    });
    after(() => {
      nock.enableNetConnect();
      nock.restore();
    });

    it("sends the request, without a body for GET", async () => {
      nock(api, { badheaders: ["content-type"] })
        .get("/v5/pins?page_size=250&bookmark=a%2Bb%3D")
        .matchHeader("authorization", "Bearer SECRET")
        .matchHeader("accept", "application/json")
        .reply(200, '{"items":[]}');
      const { status, body } = await sent(`${api}/v5/pins?page_size=250&bookmark=a%2Bb%3D`);
      assert.deepEqual([status, body], [200, '{"items":[]}']);
    });

    it("returns the body as text", async () => {
      for (const body of ['{"id":1099300590356454983}', '"text"', "null", '{"items":[', "é😀\u2028", " "]) {
        nock(api).get("/").reply(200, body, { "content-type": "application/json" });
        assert.equal((await sent(`${api}/`)).body, body);
      }
    });

    it("replaces bytes that aren't UTF-8", async () => {
      const bytes = Buffer.concat([Buffer.from('\uFEFF"'), Buffer.from("🌹").subarray(0, 3), Buffer.from('\uFFFD"')]);
      nock(api).get("/").reply(200, bytes);
      assert.equal((await sent(`${api}/`)).body, '"\uFFFD\uFFFD"');
    });

    it("returns responses of any status, also without a body", async () => {
      for (const status of [200, 201, 204, 400, 401, 403, 404, 409, 429, 500, 501, 503]) {
        for (const text of status === 204 ? [""] : ["", '{"code":1}']) {
          nock(api).get("/").reply(status, text);
          const answer = await sent(`${api}/`);
          assert.deepEqual([answer.status, answer.body], [status, text]);
        }
      }
    });

    it("returns headers with lowercase names", async () => {
      nock(api)
        .get("/")
        .reply(429, "{}", {
          "X-RateLimit-Limit": '60, 60;w=60;name="org_read"',
          "X-Pinterest-RID": "17",
          "Set-Cookie": ["a=1", "b=2"],
        });
      const { headers } = await sent(`${api}/`);
      assert.equal(headers["x-ratelimit-limit"], '60, 60;w=60;name="org_read"');
      assert.equal(headers["x-pinterest-rid"], "17");
      assert.equal(typeof headers["set-cookie"], "string");
    });

    it("does not follow a redirect, which would forward the token", async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        nock(api)
          .get("/")
          .reply(status, "", { location: `${api}/elsewhere` });
        const elsewhere = nock(api).get("/elsewhere").reply(200, "{}");
        const answer = await sent(`${api}/`);
        assert.deepEqual([answer.status, answer.headers.location], [status, `${api}/elsewhere`]);
        assert.equal(elsewhere.isDone(), false);
        nock.cleanAll();
      }
    });

    const faults: readonly (readonly [string | undefined, RegExp])[] = [
      ["ECONNREFUSED", /^the connection was refused$/u],
      ["ECONNRESET", /^the connection was reset$/u],
      ["EPIPE", /^the connection was reset$/u],
      ["ENOTFOUND", /^the host name could not be resolved$/u],
      ["EAI_AGAIN", /^the host name could not be resolved$/u],
      ["ETIMEDOUT", /^no complete response within 120 seconds$/u],
      ["CERT_HAS_EXPIRED", /^the certificate of the server has expired by the clock of this machine/u],
      ["CERT_NOT_YET_VALID", /^the certificate of the server is not valid yet by the clock of this machine/u],
      ["SELF_SIGNED_CERT_IN_CHAIN", /is not trusted, as behind a proxy .* NODE_EXTRA_CA_CERTS/u],
      ["ENETUNREACH", /^the request failed \(ENETUNREACH\)$/u],
      [undefined, /^the request failed/u],
    ];
    it("describes errors by their codes", async () => {
      for (const [code, message] of faults) {
        const error = new Error(`connect ${code} with SECRET`);
        nock(api)
          .get("/?token=SECRET")
          .replyWithError(code === undefined ? error : Object.assign(error, { code }));
        assert.match((await broken(sent(`${api}/?token=SECRET`))).message, message);
      }
    });
  });

  describe("over a real connection", () => {
    const { serve, lettingGo } = serversOfSuite();

    it("reuses a connection for consecutive requests, also after an error response", async () => {
      const connections = new Set<unknown>();
      const url = await serve((request, response) => {
        connections.add(request.socket);
        response.writeHead(request.url === "/bad" ? 500 : 200).end("{}");
      });
      const transport = axiosTransport();
      for (const path of ["/good", "/good", "/bad", "/good", "/bad", "/good"]) await sent(url + path, transport);
      assert.equal(connections.size, 1);
    });

    it("sends a query byte for byte, with literal and encoded commas", async () => {
      const url = await serve((request, response) => response.end(request.url));
      const address = "/v5/campaigns?entity_statuses=ACTIVE,PAUSED&keywords=salt%2C+pepper,oil&bookmark=a%2Bb%3D";
      assert.equal((await sent(url + address)).body, address);
    });

    it("sends a form with its length", async () => {
      const url = await serve((request, response) => {
        const { method, headers } = request;
        let text = "";
        request.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        request.on("end", () => {
          response.end(JSON.stringify([method, headers["content-type"], headers["content-length"], text]));
        });
      });
      const body = "grant_type=refresh_token&refresh_token=%C3%BC";
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await axiosTransport().send({ method: "POST", url, headers, body }, signal);
      assert.deepEqual(JSON.parse(answer.body), ["POST", headers["Content-Type"], String(body.length), body]);
    });

    const gzip = { "content-encoding": "gzip" };
    const megabytes = (count: number) => Buffer.alloc(count * 2 ** 20, "0");

    it("accepts gzip alone, and decompresses it whatever the header says", async () => {
      for (const [headers, bytes] of [
        [gzip, gzipSync("{}")],
        [{ "content-encoding": "X-GZip" }, gzipSync("{}")],
        [{}, gzipSync("{}")],
        [gzip, Buffer.from("{}")],
        [{ "content-encoding": "identity" }, Buffer.from("{}")],
      ] as const) {
        let accepted: unknown;
        const url = await serve((request, response) => {
          accepted = request.headers["accept-encoding"];
          response.writeHead(200, headers).end(bytes);
        });
        assert.deepEqual([(await sent(url)).body, accepted], ["{}", "gzip"]);
      }
      const { body, problem } = await sent(await serve((_, response) => response.writeHead(200, gzip).end()));
      assert.deepEqual([body, problem], ["", undefined]);
    });

    it("returns the status and no text of a body that it can't read, and closes the connection", async () => {
      for (const [headers, bytes, reason] of [
        [{ "content-encoding": "br" }, brotliCompressSync("{}"), /but not by gzip/u],
        [{ "content-encoding": "gzip, br" }, gzipSync("{}"), /but not by gzip/u],
        [gzip, gzipSync(megabytes(17)), /more than 16 MiB/u],
        [{}, megabytes(17), /more than 16 MiB/u],
        [gzip, gzipSync(gzipSync(megabytes(8))), /more than 1100 times the bytes that were sent/u],
      ] as const) {
        const gone = occurrence();
        const url = await serve((request, response) => {
          request.socket.on("close", gone.notify);
          response.writeHead(403, headers).write(bytes, () => undefined);
        });
        const { status, body, problem } = await sent(url);
        assert.deepEqual([status, body], [403, ""]);
        assert.match(problem ?? "", reason);
        await gone.happened;
      }
      const whole = await serve((_, response) => response.writeHead(200, gzip).end(gzipSync(megabytes(16))));
      assert.equal((await sent(whole)).body.length, 2 ** 24);
    });

    it("rejects truncated and corrupt gzip", async () => {
      const bytes = gzipSync(JSON.stringify(Array.from({ length: 1_000 }, (_, index) => index)));
      const serveGzip = (body: Buffer) => serve((_, response) => response.writeHead(200, gzip).end(body));
      assert.match((await broken(sent(await serveGzip(bytes.subarray(0, -9))))).message, /truncated/u);
      await broken(sent(await serveGzip(Buffer.from(bytes).fill(0, 500, 600))));
    });

    it("rejects a truncated body", async () => {
      for (const headers of [{ "content-length": "1000" }, { "transfer-encoding": "chunked" }]) {
        const url = await serve((_, response) => {
          response.writeHead(200, headers);
          response.write('{"items":[]}', () => response.destroy());
        });
        assert.match((await broken(sent(`${url}/?token=SECRET`))).message, /truncated|reset/u);
      }
    });

    it("reports a reset, closed, or refused connection", async () => {
      const messageAt = async (url: string) => (await broken(sent(`${url}/?token=SECRET`))).message;
      const reset = await serve((request) => request.socket.resetAndDestroy());
      assert.equal(await messageAt(reset), "the connection was reset");
      const closing = await serve((request) => request.socket.destroy());
      assert.equal(await messageAt(closing), "the connection was reset");
      const url = await serve(() => undefined);
      await lettingGo();
      assert.equal(await messageAt(url), "the connection was refused");
    });

    it("ends on abort, before or within the response", async () => {
      for (const begins of [false, true]) {
        const controller = new AbortController();
        const gone = occurrence();
        const url = await serve((request, response) => {
          request.socket.on("close", gone.notify);
          if (begins) response.writeHead(200).write('{"items":[', () => setImmediate(() => controller.abort()));
          else controller.abort();
        });
        await assert.rejects(axiosTransport().send(get(url), controller.signal), StoppedError);
        await gone.happened;
      }
    });

    it("times out an endless slow response and closes the connection", async () => {
      const gone = occurrence();
      const url = await serve((request, response) => {
        request.socket.on("close", gone.notify);
        trickle(response);
      });
      const { message } = await broken(sent(url, axiosTransport({ idleMs: 60_000, totalMs: 100 })));
      assert.equal(message, "no complete response within 0.1 seconds");
      await gone.happened;
    });

    it("times out an idle server, before or within the response", async () => {
      const limits = { idleMs: 50, totalMs: 60_000 };
      for (const url of [
        await serve(() => undefined),
        await serve((_, response) => response.writeHead(200).write("{")),
      ]) {
        const { message } = await broken(sent(url, axiosTransport(limits)));
        assert.equal(message, "no complete response within 0.05 seconds");
      }
    });
  });
});
