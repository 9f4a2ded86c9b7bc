import { createRequire } from "node:module";

/** The single-file build of axios. The 60 modules of its ESM build take twice as long to load. */
export const { default: axios }: typeof import("axios") = createRequire(import.meta.url)("axios");

/** Opens a response of any status, without redirects. axios accepts truncated gzip, so `contentOf` decompresses. */
export const http = axios.create({
  headers: { "Accept-Encoding": "gzip" },
  maxRedirects: 0,
  responseType: "stream",
  decompress: false,
  validateStatus: () => true,
});
