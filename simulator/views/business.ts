import type { JsonObject } from "../../src/json.ts";
import type { Asset, Worker } from "../world/business.ts";

/** Someone who works for a business; what they may work with is null unless it is asked for. */
export function showWorker({ binding, permissions }: Worker, assets: readonly Asset[] | null): JsonObject {
  const summary = (type: string) =>
    (assets ?? [])
      .filter(({ asset_id: id, asset_type: kind }) => kind === type && permissions.has(id))
      .map(({ asset_id: id }) => ({ id, permissions: permissions.get(id) ?? [] }));
  return {
    ...binding,
    assets_summary: assets === null ? null : { ad_accounts: summary("AD_ACCOUNT"), profiles: summary("PROFILE") },
  };
}

/** An asset, and what may be done with it. */
export function showPermission(
  { asset_id: id, asset_type: type, asset_group_info: group }: Asset,
  permissions: readonly string[],
): JsonObject {
  return { asset_id: id, asset_type: type, asset_group_info: group ?? null, permissions };
}

/** Someone who may work with an asset, and how. */
export function showBinding({ id, binding }: Worker, permissions: readonly string[]): JsonObject {
  return { user: binding.user ?? { id, username: null, email: null }, permissions };
}
