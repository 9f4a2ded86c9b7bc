import { ApiError, noCatalog } from "../errors.ts";
import type { Listing } from "../http/paging.ts";
import { showCatalog, showFeed, showProductGroup } from "../views/catalogs.ts";
import { get, type Operation } from "./operation.ts";

/** Catalogues, their feeds and their product groups. */
export const catalogOperations: readonly Operation[] = [
  get("/catalogs", "catalogs/list", ({ viewer, page }) =>
    page(byId(viewer.world.catalogsOf(viewer.account).catalogs), showCatalog),
  ),
  get("/catalogs/feeds", "feeds/list", ({ parameters, viewer, page }) => {
    const catalogId = parameters.text("catalog_id");
    const { feeds } = viewer.world.catalogsOf(viewer.account);
    const wanted = feeds.filter(({ catalog }) => catalogId === undefined || catalog.id === catalogId);
    return page(byId(wanted), showFeed);
  }),
  get("/catalogs/product_groups", "catalogs_product_groups/list", ({ parameters, viewer, page }) => {
    const { catalogs, feeds, productGroups } = viewer.world.catalogsOf(viewer.account);
    if (catalogs.length === 0) throw noCatalog();
    const [feedId, catalogId, ids] = [
      parameters.text("feed_id"),
      parameters.text("catalog_id"),
      parameters.texts("id"),
    ];
    if (feedId !== undefined && !feeds.some(({ id }) => id === feedId)) {
      throw new ApiError(404, 4161, "Sorry! We could not find your catalogs feed.");
    }
    const wanted = productGroups.filter(
      (group) =>
        (feedId === undefined || group.feedId === feedId) &&
        (catalogId === undefined || group.catalog.id === catalogId) &&
        (ids === undefined || ids.includes(group.id)),
    );
    return page(byId(wanted), showProductGroup);
  }),
];

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Listing<Item> {
  return { items, anchor: ({ id }) => ["", id], direction: "ascending", end: "null bookmark" };
}
