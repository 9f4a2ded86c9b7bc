import { axiosTransport } from "./axios-transport.ts";
import { axiosDownload, type OpenDownload } from "./download.ts";
import type { ResponseTimeouts, Transport } from "./transport.ts";

/**
 * The network as it is: requests and downloads by axios.
 * @param baseUrl the address of the API, which the links of reports are held to
 * @param timeouts of requests, where they are not the usual ones
 */
export function axiosNetwork(
  baseUrl: string,
  timeouts?: ResponseTimeouts,
): { readonly transport: Transport; readonly download: OpenDownload } {
  return { transport: axiosTransport(timeouts), download: axiosDownload(baseUrl) };
}
