import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { consentFor } from "../../../src/commands/authorize/consent.ts";
import { Loopback } from "../../../src/commands/authorize/loopback.ts";
import { ConnectorError } from "../../../src/protocol/errors.ts";
import { freePort } from "../../free-port.ts";

describe("Loopback", () => {
  it("outlives targets that aren't URLs, and closes despite a browser's unused connection", async () => {
    const port = await freePort();
    const loopback = await Loopback.open(port);
    const unused = connect(port, "127.0.0.1");
    await once(unused, "connect");
    const address = `http://127.0.0.1:${port}`;
    assert.equal((await fetch(address)).status, 200, "a request before the sign-in waits for one");
    for (const [other, options] of [
      [`${address}/favicon.ico`, {}],
      [address, { method: "POST" }],
    ] as const)
      assert.equal((await fetch(other, options)).status, 404);
    const consent = consentFor("123", `http://localhost:${port}/`, undefined);
    const received = loopback.receive(consent, () => assert.fail("it is of this sign-in"));
    const odd = connect(port, "127.0.0.1").end("GET // HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.match(String(await once(odd, "data")), /^HTTP\/1\.1 404 /u);
    const page = fetch(`http://127.0.0.1:${port}/?code=abc&state=${consent.state}`);
    const { redirect, answer } = await received;
    assert.deepEqual(redirect, { kind: "code", code: "abc" });
    const again = await fetch(`http://127.0.0.1:${port}/?code=abc&state=${consent.state}`);
    assert.match(await again.text(), /The sign-in is in progress/u);
    await answer("Done.");
    const { headers } = await page;
    assert.deepEqual([headers.get("content-type"), headers.get("connection")], ["text/html; charset=utf-8", "close"]);
    const shown = await (await page).text();
    assert.match(shown, /<p>Done\.<\/p>/u);
    assert.match(shown, /<script>history\.replaceState\(null, "", "\/"\)/u, "the code stays in the address");
    await loopback.close();
    unused.destroy();
  });

  it("answers the redirect of another sign-in, says so, and waits on", async () => {
    const port = await freePort();
    const loopback = await Loopback.open(port);
    const consent = consentFor("123", `http://localhost:${port}/`, undefined);
    let others = 0;
    const received = loopback.receive(consent, () => (others += 1));
    const other = await fetch(`http://127.0.0.1:${port}/?code=abc&state=of-another`);
    assert.match(await other.text(), /<p>This page doesn't belong to the sign-in that is waiting\. Use the address/u);
    assert.equal(others, 1);
    const page = fetch(`http://127.0.0.1:${port}/?error=access_denied&state=${consent.state}`);
    const { redirect, answer } = await received;
    assert.equal(redirect.kind, "denied");
    await answer("No access.");
    assert.match(await (await page).text(), /<p>No access\.<\/p>/u);
    await loopback.close();
  });

  it("fails as a problem of the configuration if the port is in use, and opens none", async () => {
    const port = await freePort();
    const first = await Loopback.open(port);
    await assert.rejects(
      Loopback.open(port),
      (error) =>
        error instanceof ConnectorError && error.failureType === "config_error" && /in use/u.test(error.message),
    );
    await first.close();
    const second = await Loopback.open(port);
    await second.close();
  });
});
