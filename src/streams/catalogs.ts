import type { Stream } from "./stream.ts";

/** Catalogues of products, as a merchant keeps them at Pinterest. */
export const catalogsStreams: readonly Stream[] = [
  {
    name: "catalogs",
    about: "Catalogues of the account.",
    operation: "catalogs/list",
    rows: "items",
    partitions: { of: "whole" },
    primaryKey: ["id"],
    reading: { by: "feed", cursor: "updated_at", order: "none" },
  },
  {
    name: "catalogs_feeds",
    about: "Feeds that fill the catalogues. The credentials that a feed is fetched with are left out.",
    operation: "feeds/list",
    rows: "items",
    partitions: { of: "whole" },
    omit: ["credentials"],
    primaryKey: ["id"],
    reading: { by: "feed", cursor: "updated_at", order: "none" },
  },
  {
    name: "catalogs_product_groups",
    about: "Product groups of the catalogues.",
    operation: "catalogs_product_groups/list",
    rows: "items",
    partitions: { of: "whole" },
    primaryKey: ["id"],
    reading: { by: "list" },
  },
];
