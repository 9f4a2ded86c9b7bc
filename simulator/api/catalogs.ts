import { feedNotFound, noCatalog } from "../errors.ts";
import { showCatalog, showFeed, showProductGroup } from "../views/catalogs.ts";
import { byId } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

/** Catalogues, their feeds and their product groups. */
export const catalogOperations: readonly Operation[] = [
  get("/catalogs", "catalogs/list", ({ parameters, scope, page }) =>
    page(byId(parameters, scope.world.catalogsOf(scope.account).catalogs), showCatalog),
  ),
  get("/catalogs/feeds", "feeds/list", ({ parameters, scope, page }) => {
    const catalogId = parameters.text("catalog_id");
    const { feeds } = scope.world.catalogsOf(scope.account);
    const wanted = feeds.filter(({ catalog }) => catalogId === undefined || catalog.id === catalogId);
    return page(byId(parameters, wanted), showFeed);
  }),
  get("/catalogs/product_groups", "catalogs_product_groups/list", ({ parameters, scope, page }) => {
    const { catalogs, feeds, productGroups } = scope.world.catalogsOf(scope.account);
    if (catalogs.length === 0) throw noCatalog();
    const [feedId, catalogId, ids] = [
      parameters.text("feed_id"),
      parameters.text("catalog_id"),
      parameters.texts("id"),
    ];
    if (feedId !== undefined && !feeds.some(({ id }) => id === feedId)) {
      throw feedNotFound();
    }
    const wanted = productGroups.filter(
      (group) =>
        (feedId === undefined || group.feedId === feedId) &&
        (catalogId === undefined || group.catalog.id === catalogId) &&
        (ids === undefined || ids.includes(group.id)),
    );
    return page(byId(parameters, wanted), showProductGroup);
  }),
];
