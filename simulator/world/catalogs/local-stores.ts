import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { made } from "../made.ts";
import type { Catalog, CatalogWorld } from "./catalogs.ts";

/** Returns the stores of a retail catalog: more than one page for the first one. Other catalogs have none. */
export function localStoresOf({ midnight, catalogs }: CatalogWorld, catalog: Catalog): readonly JsonObject[] {
  if (catalog.type !== "RETAIL") return [];
  return Array.from({ length: catalog === catalogs[0] ? 253 : 4 }, (_, index) => {
    const number = hash(`${catalog.id} store ${index}`);
    const at = (days: number) => new Date((midnight - days * 86_400 - (number % 86_400)) * 1000).toISOString();
    const id = `${catalog.id}${String(index).padStart(4, "0")}`;
    return made("LocalStore", id, {
      id,
      store_code: `store-${index}`,
      country: "CH",
      created_at: at((number % 200) + 100).slice(0, 19),
      updated_at: at(number % 200).slice(0, 19),
    });
  });
}
