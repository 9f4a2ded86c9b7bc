import { BlockList, isIP } from "node:net";

/** The class of an IP address. `public` addresses are globally reachable. */
export type AddressClass = "public" | "loopback" | "link-local" | "private" | "reserved";

/** Addresses that are not public (IANA's registries of special-purpose addresses, with multicast). */
const ranges = {
  loopback: ["127.0.0.0/8", "::1/128"],
  "link-local": ["169.254.0.0/16", "fe80::/10"],
  // 100.64.0.0/10: carrier-grade NAT; fec0::/10: predecessor of fc00::/7.
  private: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"],
  // Includes the unspecified address, documentation, benchmarking, multicast, broadcast, and tunnels (6to4, Teredo).
  reserved: [
    "0.0.0.0/8",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
  ],
} as const satisfies Record<Exclude<AddressClass, "public">, readonly string[]>;

/** NAT64: these addresses have the class of the IPv4 address that they end with. */
const nat64 = "64:ff9b::";

const special = (["loopback", "link-local", "private", "reserved"] as const).map(
  (name) => [name, blockList(ranges[name])] as const,
);

/** All allocated IPv6 addresses, and NAT64. */
const global = blockList(["2000::/3", `${nat64}/96`]);

/** Returns the class of an address. Invalid addresses and unallocated IPv6 addresses are `reserved`. */
export function addressClass(address: string): AddressClass {
  const [bare = ""] = address.split("%");
  const version = isIP(bare);
  if (version === 0) return "reserved";
  const family = version === 4 ? "ipv4" : "ipv6";
  const found = special.find(([, list]) => list.check(bare, family));
  if (found !== undefined) return found[0];
  return family === "ipv4" || global.check(bare, family) ? "public" : "reserved";
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", length] = subnet.split("/");
    const prefix = Number(length);
    if (isIP(network) === 6) {
      list.addSubnet(network, prefix, "ipv6");
    } else {
      list.addSubnet(network, prefix, "ipv4");
      list.addSubnet(`${nat64}${network}`, 96 + prefix, "ipv6");
    }
  }
  return list;
}
