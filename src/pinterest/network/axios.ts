import { createRequire } from "node:module";

/** axios in its form of a single file: as the sixty modules that `import` would bring it takes twice as long to load. */
export const { default: axios }: typeof import("axios") = createRequire(import.meta.url)("axios");
