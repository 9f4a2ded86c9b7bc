import { createServer, type Server, type ServerResponse } from "node:http";
import { ConnectorError } from "../../protocol/errors.ts";
import { appsPage } from "./app.ts";
import { type Consent, parseRedirect, type Redirect } from "./consent.ts";

/** Both addresses of `localhost`. A machine without IPv6 has only the first. */
const hosts = ["127.0.0.1", "::1"] as const;

/** A server on a local port that receives the redirect from Pinterest's consent page. */
export class Loopback {
  readonly #servers: readonly Server[];
  #take: (address: string, response: ServerResponse) => string = () => "";

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /** Opens the port. @throws ConnectorError if it isn't available */
  static async open(port: number): Promise<Loopback> {
    const servers: Server[] = [];
    const loopback = new Loopback(servers);
    for (const host of hosts) {
      const server = createServer(({ method, url = "/" }, response) => {
        const base = "http://localhost";
        const isRedirect = method === "GET" && URL.canParse(url, base) && new URL(url, base).pathname === "/";
        response.writeHead(isRedirect ? 200 : 404, { "content-type": "text/html; charset=utf-8", connection: "close" });
        response.end(isRedirect ? pageOf(loopback.#take(url, response)) : "");
      });
      try {
        await listen(server, port, host);
        servers.push(server);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (host === "::1" && code !== "EADDRINUSE") continue;
        await loopback.close();
        throw new ConnectorError(
          "config_error",
          `Port ${port} of this machine is ${code === "EADDRINUSE" ? "in use" : "not available"}. Run authorize again with another --port, such as --port ${port + 1}, and add http://localhost:${port + 1}/ to the redirect links of your app on ${appsPage}.`,
        );
      }
    }
    return loopback;
  }

  /**
   * Waits for the redirect, and until its page is sent.
   * @param onOther called for a redirect of another sign-in, which is ignored
   */
  receive(consent: Consent, onOther: () => void): Promise<Redirect> {
    return new Promise((resolve) => {
      this.#take = (address, response) => {
        const redirect = parseRedirect(address, consent);
        const settle = () => response.once("close", () => resolve(redirect));
        switch (redirect.kind) {
          case "other_sign_in":
            onOther();
            return "This page doesn't belong to the sign-in that is waiting. Use the address that the terminal shows.";
          case "denied":
            settle();
            return "Pinterest granted no access. You can close this page; the terminal says what to do.";
          case "code":
            settle();
            return "Signed in. You can close this page and go back to the terminal.";
        }
      };
    });
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            // Browsers also open connections without a request.
            server.closeAllConnections();
          }),
      ),
    );
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, exclusive: true, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Returns a page with a sentence. It removes the code from the URL, and so from the browser's history. */
function pageOf(sentence: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>source-pinterest</title><body style="font: 18px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 30em; padding: 0 1em; color-scheme: light dark">
<p>${sentence}</p><script>history.replaceState(null, "", "/")</script>`;
}
