import { createServer, type Server, type ServerResponse } from "node:http";
import { ConnectorError } from "../../protocol/errors.ts";
import { appsPage } from "./app.ts";
import { type Consent, parseRedirect, type Redirect } from "./consent.ts";

/** Both addresses of `localhost`. A machine without IPv6 has only the first. */
const hosts = ["127.0.0.1", "::1"] as const;

/** Shows a sentence in the browser. Resolves when it is sent. */
type Respond = (sentence: string) => Promise<void>;

/** A server on a local port that receives the redirect from Pinterest's consent page. */
export class Loopback {
  readonly #servers: readonly Server[];
  #take: (address: string, answer: Respond) => void = (_, answer) => void answer("");

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
        if (isRedirect) loopback.#take(url, answerOf(response));
        else response.end();
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
   * Waits for the redirect. The browser waits for the answer.
   * @param onOther called for a redirect of another sign-in, which is ignored
   */
  receive(consent: Consent, onOther: () => void): Promise<{ readonly redirect: Redirect; readonly answer: Respond }> {
    return new Promise((resolve) => {
      this.#take = (address, answer) => {
        const redirect = parseRedirect(address, consent);
        if (redirect.kind === "other") {
          onOther();
          void answer(
            "This page doesn't belong to the sign-in that is waiting. Use the address that the terminal shows.",
          );
          return;
        }
        this.#take = (_, another) => void another("The sign-in is in progress. The terminal shows its result.");
        resolve({ redirect, answer });
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

function answerOf(response: ServerResponse): Respond {
  return (sentence) =>
    new Promise((resolve) => {
      if (response.destroyed) resolve();
      else response.once("close", resolve).end(webPage(sentence));
    });
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
function webPage(sentence: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>source-pinterest</title><body style="font: 18px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 30em; padding: 0 1em; color-scheme: light dark">
<p>${sentence}</p><script>history.replaceState(null, "", "/")</script>`;
}
