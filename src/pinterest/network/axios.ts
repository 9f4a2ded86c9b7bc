import { createRequire } from "node:module";

/** The single-file build of axios. The 60 modules of its ESM build take twice as long to load. */
export const { default: axios }: typeof import("axios") = createRequire(import.meta.url)("axios");
