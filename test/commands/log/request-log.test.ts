import assert from "node:assert/strict";
import { loggingTransport } from "../../../src/commands/log/request-log.ts";
import type { HttpResponse } from "../../../src/pinterest/network/transport.ts";
import { FakeClock } from "../../fake-clock.ts";
import { respond } from "../../scripted-api.ts";

const { signal } = new AbortController();

/** Sends a request per response, each of which takes 7 ms. Returns the log. */
async function logOf(...exchanges: readonly (readonly [path: string, response: HttpResponse])[]) {
  const clock = new FakeClock(0);
  const lines: string[] = [];
  const responses = exchanges.map(([, response]) => response);
  const inner = {
    send: async () => {
      clock.advance(7);
      return responses.shift() ?? assert.fail("unexpected request");
    },
  };
  const transport = loggingTransport(inner, clock, { log: (level, message) => lines.push(`${level} ${message}`) });
  for (const [path, response] of exchanges) {
    const request = { method: "GET", url: `https://api.pinterest.com/v5${path}`, headers: {} } as const;
    assert.equal(await transport.send(request, signal), response, "the log must not change a response");
  }
  return lines;
}

const accountsIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith("INFO"));

describe("loggingTransport", () => {
  it("logs each request on DEBUG, with its path, status, and time, but without its host", async () => {
    assert.deepEqual(await logOf(["/pins?page_size=250", respond(200, {})], ["/boards", respond(429, {})]), [
      "DEBUG GET /v5/pins?page_size=250: HTTP 200 in 7 ms",
      "DEBUG GET /v5/boards: HTTP 429 in 7 ms",
    ]);
  });

  it("shortens a path of more than 300 characters", async () => {
    const [longest, longer] = [300, 301].map((length) => "1".repeat(length - "/v5/?ids=".length));
    const [whole, shortened] = await logOf(
      [`/?ids=${longest}`, respond(200, {})],
      [`/?ids=${longer}`, respond(200, {})],
    );
    assert.equal(whole, `DEBUG GET /v5/?ids=${longest}: HTTP 200 in 7 ms`);
    assert.equal(shortened, `DEBUG GET /v5/?ids=${longest}…: HTTP 200 in 7 ms`);
  });

  it("names the account once, by the first response that does", async () => {
    const named = respond(200, { username: "someone" });
    const lines = await logOf(
      ["/pins", respond(200, { username: "a Pin" })],
      ["/user_account", respond(500, { username: "an error" })],
      ["/user_account", { status: 200, headers: {}, body: "<html>" }],
      ["/user_account", respond(200, ["a list"])],
      ["/user_account", respond(200, { id: "1" })],
      ["/user_account", named],
      ["/user_account", respond(200, { username: "another" })],
    );
    assert.deepEqual(accountsIn(lines), ["INFO Pinterest account: someone"]);
  });
});
