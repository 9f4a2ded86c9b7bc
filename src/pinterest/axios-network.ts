import { axiosTransport } from "./axios-transport.ts";
import { axiosDownload, type OpenDownload } from "./download.ts";
import type { Transport } from "./transport.ts";

/** The network as it is: requests and downloads by axios. */
export function axiosNetwork(): { readonly transport: Transport; readonly download: OpenDownload } {
  return { transport: axiosTransport(), download: axiosDownload };
}
