import type { Clock } from "../../base/clock.ts";
import { asText, isObject } from "../../base/json.ts";
import type { HttpResponse, Transport } from "../../pinterest/network/transport.ts";
import type { MessageWriter } from "../../protocol/writer.ts";

/** The maximum length of a path with its query in the log, in characters. */
const maxPath = 300;

/** Returns a transport that logs the account of the token as soon as a response names it, and each request on DEBUG. */
export function loggingTransport(transport: Transport, clock: Clock, writer: Pick<MessageWriter, "log">): Transport {
  let isAccountLogged = false;
  return {
    async send(request, signal, onHeaders) {
      const began = clock.now();
      const response = await transport.send(request, signal, onHeaders);
      const { pathname, search } = new URL(request.url);
      const path = `${pathname}${search}`;
      const shown = path.length > maxPath ? `${path.slice(0, maxPath)}…` : path;
      writer.log("DEBUG", `${request.method} ${shown}: HTTP ${response.status} in ${clock.now() - began} ms`);
      if (isAccountLogged || !pathname.endsWith("/user_account")) return response;
      const username = usernameIn(response);
      isAccountLogged = username !== "";
      if (isAccountLogged) writer.log("INFO", `Pinterest account: ${username}`);
      return response;
    },
  };
}

function usernameIn({ status, body }: HttpResponse): string {
  if (status !== 200) return "";
  try {
    const account: unknown = JSON.parse(body);
    return isObject(account) ? asText(account.username) : "";
  } catch {
    return "";
  }
}
