import type { JsonObject } from "../json.ts";
import type { Asset, Worker } from "../world/business.ts";

/** Shows a member or partner; assets are null unless requested. */
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

/** Shows an asset and the permissions on it. */
export function showPermission(
  { asset_id: id, asset_type: type, asset_group_info: group }: Asset,
  permissions: readonly string[],
): JsonObject {
  return { asset_id: id, asset_type: type, asset_group_info: group ?? null, permissions };
}

/** Shows a member or partner of an asset and the permissions on it. */
export function showBinding({ id, binding }: Worker, permissions: readonly string[]): JsonObject {
  return { user: binding.user ?? { id, username: null, email: null }, permissions };
}
