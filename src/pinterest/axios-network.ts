import { axiosTransport } from "./axios-transport.ts";
import { axiosDownload, type OpenDownload } from "./download.ts";
import type { Transport } from "./transport.ts";

/**
 * The network as it is: requests and downloads by axios.
 * @param baseUrl the address of the API, which the links of reports are held to
 */
export function axiosNetwork(baseUrl: string): { readonly transport: Transport; readonly download: OpenDownload } {
  return { transport: axiosTransport(), download: axiosDownload(baseUrl) };
}
