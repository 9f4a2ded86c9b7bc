import { isIP } from "node:net";
import { type AddressClass, addressClass } from "./address-class.ts";

/** A link that the policy rejects. The message contains nothing of the link but its host. */
export class UnsafeLinkError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnsafeLinkError";
  }
}

/**
 * Decides which links in responses to follow: https links to public addresses, on the default port, without credentials.
 * If a server replaces the API (see `baseUrlOf`), also links to its host, and if this is the local machine, links to the
 * local machine.
 */
export class LinkPolicy {
  readonly #base: URL;
  /** The host of the server that replaces the API; undefined: the API is Pinterest's. */
  readonly #replacement: string | undefined;
  readonly #isLocal: boolean;

  /** @param baseUrl the base URL of the API */
  constructor(baseUrl: string) {
    this.#base = new URL(baseUrl);
    const host = hostOf(this.#base);
    this.#replacement = host.endsWith(".pinterest.com") ? undefined : host;
    this.#isLocal = isLocalMachine(this.#base);
  }

  /**
   * Parses a link and applies all rules that don't need DNS.
   * @param from the base of a relative link, for redirects
   * @throws UnsafeLinkError
   */
  parse(link: string, from?: URL): URL {
    if (!URL.canParse(link, from?.href)) throw new UnsafeLinkError("its link is not an address");
    const url = new URL(link, from?.href);
    const { protocol, username, password, port } = url;
    if (
      protocol !== "https:" &&
      !(protocol === "http:" && this.#base.protocol === "http:" && this.#isToReplacement(url))
    )
      throw new UnsafeLinkError("its link is not https");
    if (username !== "" || password !== "") throw new UnsafeLinkError("its link has credentials in it");
    if (port !== "" && !this.#isToReplacement(url)) throw new UnsafeLinkError(`its link leads to the port ${port}`);
    if (isIP(bareHost(url)) !== 0) this.allowed(url, [{ address: bareHost(url) }]);
    else if (isLocalMachine(url) && !this.#isLocal) throw this.#unsafe(url, "loopback");
    return url;
  }

  /**
   * Returns the addresses of a link's host to which the policy allows a connection.
   * @param addresses all addresses of the host
   * @throws UnsafeLinkError if the policy allows none
   */
  allowed<Address extends { readonly address: string }>(url: URL, addresses: readonly Address[]): readonly Address[] {
    const allowed = addresses.filter(({ address }) => this.#isAllowed(url, address));
    const [first] = addresses;
    if (allowed.length === 0) throw this.#unsafe(url, first === undefined ? "unknown" : addressClass(first.address));
    return allowed;
  }

  #isAllowed(url: URL, address: string): boolean {
    const found = addressClass(address);
    return found === "public" || hostOf(url) === this.#replacement || (found === "loopback" && this.#isLocal);
  }

  /** Returns whether a link leads to the server that replaces the API. */
  #isToReplacement(url: URL): boolean {
    return hostOf(url) === this.#replacement || (this.#isLocal && isLocalMachine(url));
  }

  #unsafe(url: URL, found: AddressClass | "unknown"): UnsafeLinkError {
    return new UnsafeLinkError(
      `its link leads to ${hostOf(url).slice(0, maxShown)}, which has ${found === "unknown" ? "an" : "a"} ${found} address`,
    );
  }
}

/** Maximum length of a host name. */
const maxShown = 253;

/** Returns the host without a trailing dot. */
function hostOf({ hostname }: URL): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

function bareHost({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function isLocalMachine(url: URL): boolean {
  const host = hostOf(url);
  return host === "localhost" || host.endsWith(".localhost") || addressClass(bareHost(url)) === "loopback";
}
