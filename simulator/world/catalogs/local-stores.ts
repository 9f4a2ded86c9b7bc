import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { recordOf } from "../../views/record.ts";
import type { Catalog, CatalogWorld } from "./catalogs.ts";

const cities = ["Zürich", "Portland", "São Paulo"] as const;

/** Returns the stores of a retail catalog: more than one page for the first one. Other catalogs have none. */
export function localStoresOf({ midnight, catalogs }: CatalogWorld, catalog: Catalog): readonly JsonObject[] {
  if (catalog.type !== "RETAIL") return [];
  const count = catalog === catalogs[0] ? 253 : 4;
  return Array.from({ length: count }, (_, index) => {
    const number = hash(`${catalog.id} store ${index}`);
    const at = (days: number) => new Date((midnight - days * 86_400 - (number % 86_400)) * 1000).toISOString();
    const updated = number % 200;
    return recordOf({
      id: `${catalog.id}${String(index).padStart(4, "0")}`,
      store_code: `store-${index}`,
      name: `Store ${index}`,
      address_primary: `${index} Main Street`,
      address_secondary: index % 3 === 0 ? undefined : null,
      city: cities[index % cities.length] ?? null,
      region: index % 4 === 0 ? null : "ZH",
      postal_code: String(8000 + index),
      country: "CH",
      latitude: number % 3 === 0 ? 47 : 47.3769,
      longitude: index % 9 === 8 ? null : 8.5417,
      created_at: at(updated + 100).slice(0, 19),
      updated_at: at(updated).slice(0, 19),
    });
  });
}
