import { axiosTransport } from "./axios-transport.ts";
import { axiosDownload } from "./download.ts";
import type { ResponseTimeouts } from "./transport.ts";

/**
 * Returns requests and downloads by axios.
 * @param baseUrl the base URL of the API, for the link policy of downloads
 * @param timeouts of requests, if not the defaults
 */
export function axiosNetwork(baseUrl: string, timeouts?: ResponseTimeouts) {
  return { transport: axiosTransport(timeouts), download: axiosDownload(baseUrl) };
}
