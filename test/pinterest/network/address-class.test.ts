import assert from "node:assert/strict";
import { type AddressClass, addressClass } from "../../../src/pinterest/network/address-class.ts";
import { words } from "../../words.ts";

/** The first and the last address of each range, and the public ones beside it. */
const expected: Readonly<Record<AddressClass, readonly string[]>> = {
  public: words(`
    1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
    169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
    52.217.1.1 2600:1f18::1 2a00:1450:4001::1 2001:4860:4860::8888 64:ff9b::34d9:101
  `),
  loopback: words("127.0.0.1 127.0.0.0 127.255.255.255 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1"),
  "link-local": words(`
    169.254.0.0 169.254.169.254 169.254.255.255 fe80::1 febf::1 fe80::1%eth0 ::ffff:a9fe:a9fe
  `),
  private: words(`
    10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255
    fc00:: fdff::1 fd00:ec2::254 fec0::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b::c0a8:1
  `),
  reserved: [
    ...words(`
      0.0.0.0 0.255.255.255 192.0.0.1 192.0.2.1 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.0
      239.255.255.255 240.0.0.0 255.255.255.255 :: ::7f00:1 ::ffff:8.8.8.8 64:ff9b:1::1 100::1 2001::1 2001:db8::1
      2002:7f00:1::1 3fff::1 4000::1 ff02::1 ff0e::1 localhost 1.2.3
    `),
    "",
    "not an address",
  ],
};

describe("addressClass", () => {
  for (const [name, addresses] of Object.entries(expected)) {
    it(`classifies addresses that are ${name}`, () => {
      assert.deepEqual(
        addresses.filter((address) => addressClass(address) !== name),
        [],
      );
    });
  }
});
