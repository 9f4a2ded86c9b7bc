import assert from "node:assert/strict";
import { LinkPolicy, UnsafeLinkError } from "../../../src/pinterest/network/link-policy.ts";
import { words } from "../../words.ts";

const production = new LinkPolicy("https://api.pinterest.com/v5");

function allows(policy: LinkPolicy, link: string, from?: string): boolean {
  try {
    policy.parse(link, from === undefined ? undefined : new URL(from));
    return true;
  } catch (error) {
    assert.ok(error instanceof UnsafeLinkError, String(error));
    assert.doesNotMatch(error.message, /SECRET/u);
    return false;
  }
}

function expectEach(policy: LinkPolicy, wanted: boolean, links: readonly string[]): void {
  assert.deepEqual(
    links.filter((link) => allows(policy, link) !== wanted),
    [],
  );
}

function reaches(policy: LinkPolicy, link: string, ...addresses: readonly string[]): readonly string[] {
  const found = addresses.map((address) => ({ address }));
  return policy.allowed(new URL(link), found).map(({ address }) => address);
}

describe("LinkPolicy", () => {
  it("allows HTTPS at its default port, by name or public address", () => {
    expectEach(
      production,
      true,
      words(`
        https://pinterest-waterloo.s3.amazonaws.com/path/report?X-Amz-Signature=1 HTTPS://files.test/
        https://files.test.:443/ https://52.217.1.1/ https://[2600:1f18::1]/ https://@files.test/
      `),
    );
  });

  it("rejects other schemes, ports, credentials, and invalid URLs", () => {
    expectEach(production, false, [
      "",
      ...words(`
        http://files.test/SECRET HTTP://files.test/ ftp://files.test/ file:///SECRET data:,SECRET javascript:SECRET
        blob:https://files.test/SECRET ws://files.test/ https: SECRET //files.test/
        https://files.test:8443/ https://files.test:80/ https://files.test:22/ https://user:SECRET@files.test/
        https://user@files.test/ https://:SECRET@files.test/ https://files.test%2f@evil.test/SECRET
        https://files.test:SECRET@127.0.0.1/
      `),
    ]);
  });

  it("makes no exception for Pinterest's host", () => {
    expectEach(production, true, ["https://api.pinterest.com/file"]);
    expectEach(production, false, ["http://api.pinterest.com/file", "https://api.pinterest.com:22/"]);
    assert.throws(() => reaches(production, "https://api.pinterest.com/", "10.0.0.1"), UnsafeLinkError);
  });

  it("interprets a backslash like the request", () => {
    const url = production.parse("https://files.test\\@127.0.0.1/");
    assert.deepEqual([url.hostname, url.pathname], ["files.test", "/@127.0.0.1/"]);
  });

  it("rejects non-public addresses in any notation", () => {
    expectEach(
      production,
      false,
      words(`
        https://127.0.0.1/ https://127.1/ https://2130706433/ https://0x7f000001/ https://017700000001/
        https://0177.0.0.1/ https://127.0.0.1./ https://\uff11\uff12\uff17.0.0.1/ https://0/ https://0.0.0.0/
        https://[::1]/ https://[::]/ https://[0:0:0:0:0:ffff:7f00:1]/ https://[::ffff:127.0.0.1]/
        https://[::ffff:8.8.8.8]/ https://[::127.0.0.1]/ https://[64:ff9b::10.0.0.1]/ https://[2002:7f00:1::]/
        https://10.0.0.1/ https://172.16.0.1/ https://192.168.1.1/ https://100.64.0.1/ https://169.254.169.254/
        https://[fd00:ec2::254]/ https://[fe80::1]/ https://[ff02::1]/ https://224.0.0.1/ https://255.255.255.255/
        https://localhost/ https://LOCALHOST./ https://api.localhost/ https://\u24c1ocalhost/
      `),
    );
  });

  it("applies to absolute and relative redirects", () => {
    const from = "https://files.test/a/b?X-Amz-Signature=SECRET";
    assert.equal(production.parse("../c", new URL(from)).href, "https://files.test/c");
    assert.ok(allows(production, "//other.test/x", from));
    for (const location of ["http://files.test/", "//127.0.0.1/", "//user:SECRET@files.test/", "//files.test:22/"]) {
      assert.ok(!allows(production, location, from), location);
    }
  });

  it("selects the public addresses of a name", () => {
    const link = "https://files.test/";
    assert.deepEqual(reaches(production, link, "10.0.0.1", "52.217.1.1", "::1"), ["52.217.1.1"]);
    assert.throws(() => reaches(production, link, "10.0.0.1"), /files\.test, which has a private address/u);
    assert.throws(() => reaches(production, link), /an unknown address/u);
  });

  it("allows links to a stand-in on this machine, and from there to public addresses", () => {
    for (const base of ["http://127.0.0.1:8080/v5", "http://localhost:8080/v5", "http://[::1]:8080/v5"]) {
      const policy = new LinkPolicy(base);
      expectEach(
        policy,
        true,
        words(`
        http://127.0.0.1:9090/x http://localhost:9090/x http://[::1]:9090/x https://127.0.0.1:9090/x https://files.test/x
      `),
      );
      expectEach(
        policy,
        false,
        words(`
        http://files.test/x http://52.217.1.1/x https://files.test:9090/x https://10.0.0.1/x
        http://169.254.169.254/x http://0.0.0.0:9090/x http://user:SECRET@127.0.0.1/x file:///x
      `),
      );
      assert.deepEqual(reaches(policy, "https://files.test/", "127.0.0.1", "10.0.0.1"), ["127.0.0.1"]);
    }
    expectEach(new LinkPolicy("https://127.0.0.1:8443/v5"), false, ["http://127.0.0.1:9090/x"]);
  });

  it("allows links to a stand-in in a private network only at its own host", () => {
    for (const host of ["simulator", "10.1.2.3", "[fd00::1]"]) {
      const policy = new LinkPolicy(`http://${host}:8080/v5`);
      expectEach(policy, true, [`http://${host}:9090/x`, `https://${host}/x`, "https://files.test/x"]);
      const others = "http://10.1.2.4/x https://10.1.2.4/x https://[fd00::2]/x http://files.test/x";
      expectEach(policy, false, words(`${others} https://127.0.0.1/x https://localhost/x`));
      assert.deepEqual(reaches(policy, `http://${host}/`, "10.1.2.3"), ["10.1.2.3"]);
      assert.throws(() => reaches(policy, "https://files.test/", "10.1.2.3"), UnsafeLinkError);
    }
  });
});
