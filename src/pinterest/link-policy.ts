import { isIP } from "node:net";
import { type AddressClass, addressClass } from "./address-class.ts";

/** A link that must not be followed. The message says why, and nothing of the link but its host. */
export class UnsafeLinkError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnsafeLinkError";
  }
}

/**
 * Which links of the API are followed: those to public addresses, by https and its usual port, without credentials. Where
 * the API's own address is that of a stand-in (see `baseUrlOf`), links to its host are followed as it is, and where that
 * is this machine itself, links to this machine.
 */
export class LinkPolicy {
  readonly #base: URL;
  /** The host of a stand-in for the API; undefined: the API is Pinterest's. */
  readonly #standIn: string | undefined;
  readonly #isLocal: boolean;

  /** @param baseUrl the address of the API */
  constructor(baseUrl: string) {
    this.#base = new URL(baseUrl);
    const host = hostOf(this.#base);
    this.#standIn = host.endsWith(".pinterest.com") ? undefined : host;
    this.#isLocal = isThisMachine(this.#base);
  }

  /**
   * What a link says, held to everything that can be told without a name being resolved.
   * @param from the address that the link was found at; undefined: the link is a whole address
   * @throws UnsafeLinkError
   */
  parse(link: string, from?: URL): URL {
    if (!URL.canParse(link, from?.href)) throw new UnsafeLinkError("its link is not an address");
    const url = new URL(link, from?.href);
    const { protocol, username, password, port } = url;
    if (protocol !== "https:" && !(protocol === "http:" && this.#base.protocol === "http:" && this.#isAtStandIn(url))) {
      throw new UnsafeLinkError("its link is not https");
    }
    if (username !== "" || password !== "") throw new UnsafeLinkError("its link has credentials in it");
    if (port !== "" && !this.#isAtStandIn(url)) throw new UnsafeLinkError(`its link leads to the port ${port}`);
    if (isIP(bareHost(url)) !== 0) this.allowed(url, [{ address: bareHost(url) }]);
    else if (isThisMachine(url) && !this.#isLocal) throw this.#unsafe(url, "loopback");
    return url;
  }

  /**
   * The addresses of a link's host that may be connected to.
   * @param addresses all that its name was resolved to
   * @throws UnsafeLinkError when there are none
   */
  allowed<Address extends { readonly address: string }>(url: URL, addresses: readonly Address[]): readonly Address[] {
    const allowed = addresses.filter(({ address }) => this.#isAllowed(url, address));
    const [first] = addresses;
    if (allowed.length === 0) throw this.#unsafe(url, first === undefined ? "unknown" : addressClass(first.address));
    return allowed;
  }

  #isAllowed(url: URL, address: string): boolean {
    const found = addressClass(address);
    return found === "public" || hostOf(url) === this.#standIn || (found === "loopback" && this.#isLocal);
  }

  /** Whether a link leads to the stand-in for the API. */
  #isAtStandIn(url: URL): boolean {
    return hostOf(url) === this.#standIn || (this.#isLocal && isThisMachine(url));
  }

  #unsafe(url: URL, found: AddressClass | "unknown"): UnsafeLinkError {
    return new UnsafeLinkError(
      `its link leads to ${hostOf(url).slice(0, maxShown)}, which has ${found === "unknown" ? "an" : "a"} ${found} address`,
    );
  }
}

/** No name of a host is longer. */
const maxShown = 253;

/** The host without the dot that a name may end with. */
function hostOf({ hostname }: URL): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

function bareHost({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function isThisMachine(url: URL): boolean {
  const host = hostOf(url);
  return host === "localhost" || host.endsWith(".localhost") || addressClass(bareHost(url)) === "loopback";
}
