import type { JsonObject } from "../json.ts";
import { sharedAccountsOf } from "./ads/tables.ts";
import { makeRow } from "./made.ts";
import { memoizeByKey } from "./memoize-by-key.ts";
import { SeededFactory } from "./seeded-factory.ts";
import { byParent, type Group, ungrouped } from "./tables.ts";
import type { World } from "./world.ts";

/** A shared asset. */
interface Asset extends JsonObject {
  readonly asset_id: string;
  readonly asset_type: string;
}

/** A member or partner of a business, and the permissions on assets. */
interface Worker {
  readonly id: string;
  /** The parameter that lists select it by: whether a member is a program, or whose assets a partner uses. */
  readonly keys: Group["keys"];
  /** The form of the API with all that it returns on request. */
  readonly record: JsonObject;
  readonly grants: readonly Asset[];
}

/** A business in Business Access. Its ID is that of a user account. */
export interface Business {
  readonly id: string;
  /** Whether the token's user is its administrator; employees have no access. */
  readonly administered: boolean;
  readonly assets: readonly Asset[];
  readonly members: readonly Worker[];
  /** Internal partners, who use the business's own assets, and external ones, who lend theirs. */
  readonly partners: readonly Worker[];
  readonly invites: readonly Group[];
  /** Audiences that others share with the business. */
  readonly audiences: readonly { readonly id: string; readonly record: JsonObject }[];
}

/** The tables of a business, by the stream that reads them. */
export const businessTables = {
  business_members: ({ members }) => members.map(({ keys, record }) => ({ keys, rows: () => [record] })),
  business_partners: ({ partners }) => partners.map(({ keys, record }) => ({ keys, rows: () => [record] })),
  business_assets: ({ assets }) => ungrouped(assets),
  business_member_assets: ({ members }) => byParent("member_id", members, ({ grants }) => grants),
  business_partner_assets: ({ partners }) =>
    partners.map(({ id, keys, grants }) => ({ keys: { partner_id: id, ...keys }, rows: () => grants })),
  business_asset_members: ({ members, assets }) => bindings(members, assets),
  business_asset_partners: ({ partners, assets }) =>
    bindings(
      partners.map((partner) => ({ ...partner, keys: {} })),
      assets,
    ),
  business_invites: ({ invites }) => invites,
  business_shared_audiences: ({ audiences }) => ungrouped(audiences.map(({ record }) => record)),
  business_audience_shared_accounts: ({ audiences }) =>
    byParent("audience_id", audiences, ({ id }, index) => sharedAccountsOf(id, index + 1)),
} as const satisfies Readonly<Record<string, (business: Business) => readonly Group[]>>;

/** Returns those with permissions on each asset. */
function bindings(workers: readonly Worker[], assets: readonly Asset[]): readonly Group[] {
  return assets.flatMap(({ asset_id }) =>
    workers.map(({ id, keys, grants }) => ({
      keys: { asset_id, ...keys },
      rows: () =>
        grants
          .filter((grant) => grant.asset_id === asset_id)
          .map(({ permissions }) => ({ user: { id, username: null, email: null }, permissions })),
    })),
  );
}

/** The businesses of the token's user: its own, one that it administers, and one that only employs it. */
export const businessesOf = memoizeByKey((world: World): readonly Business[] => [
  makeBusiness(world, world.me.profile.id, true),
  makeBusiness(world, world.shared.profile.id, false),
  { id: "549901000001", administered: false, assets: [], members: [], partners: [], invites: [], audiences: [] },
]);

/** Returns the employers of the token's user, without its own business. */
export const employersOf = (world: World): readonly JsonObject[] =>
  businessesOf(world)
    .slice(1)
    .map(({ id, administered }) =>
      makeRow("UserBusinessRoleBinding", id, {
        created_time: 1.78e12,
        business_roles: [administered ? "BIZ_ADMIN" : "EMPLOYEE"],
      }),
    );

/** Makes a business that the user administers. The user's own one has more than one page of invites and borrowed assets. */
function makeBusiness(world: World, id: string, own: boolean): Business {
  const factory = new SeededFactory(world.seed, `business ${own}`);
  const assets = makeAssets(world, id, own);
  const borrowed = factory.list(549_951_000_000n, 258, (assetId) => assetOf(assetId, "AD_ACCOUNT"));
  const workers = (
    count: number,
    kind: bigint,
    keys: Worker["keys"],
    usable: readonly Asset[] = [...assets, ...unlisted],
  ) =>
    factory.list(kind, count, (workerId, index): Worker => {
      const some = usable.filter((_, position) => index === 0 || (position + index) % 3 === 0);
      const grants = some.map((asset) => ({ ...asset, permissions: [factory.random.pick(roles)] }));
      return { id: workerId, keys, record: makeRow("UserBusinessRoleBinding", workerId, {}), grants };
    });
  const invites = (is_member: boolean, count: number, kind: bigint) => {
    const rows = factory.list(kind, own ? count : 0, (inviteId) => makeRow("InviteResponse", inviteId, {}));
    return { keys: { is_member }, rows: () => rows };
  };
  return {
    id,
    administered: true,
    assets,
    members: [
      ...workers(own ? 12 : 1, 549_911_000_000n, { fetch_system_users: false }),
      ...workers(own ? 2 : 0, 549_921_000_000n, { fetch_system_users: true }),
    ],
    partners: [
      ...workers(own ? 3 : 0, 549_931_000_000n, { partner_type: "INTERNAL" }),
      ...workers(own ? 2 : 0, 549_941_000_000n, { partner_type: "EXTERNAL" }, borrowed),
    ],
    invites: [invites(true, 253, 550_960_000_000n), invites(false, 4, 551_960_000_000n)],
    audiences: factory.list(254_970_000_000n, own ? 5 : 0, (audienceId) => ({
      id: audienceId,
      record: makeRow("Audience", audienceId, { rule: {} }),
    })),
  };
}

const roles = ["ADMIN", "ANALYST", "FINANCE_MANAGER"] as const;

const assetOf = (asset_id: string, asset_type: string, asset_group_info: JsonObject | null = null): Asset => {
  return { asset_id, asset_type, asset_group_info };
};

/** Assets of types that only the lists of member and partner assets include. */
const unlisted = ["CONVERSION_TAG", "CONVERSION_SEGMENT", "PINNER_LIST"].map((type, index) =>
  assetOf(`6668000000${index}`, type),
);

function makeAssets(world: World, profile: string, own: boolean): readonly Asset[] {
  const accounts = world.adAccounts.filter(({ owner }) => (owner === world.me) === own).map(({ id }) => id);
  const group = {
    id: `6667${profile.slice(-8)}`,
    asset_group_name: "Canada – “comptes”",
    asset_group_types: ["LOCATION_OR_LANGUAGE"],
    ad_accounts_ids: accounts,
    catalogs_ids: null,
    profiles_ids: [profile],
  };
  return [
    ...accounts.map((id) => assetOf(id, "AD_ACCOUNT")),
    assetOf(profile, "PROFILE"),
    ...(own ? [assetOf(group.id, "ASSET_GROUP", group)] : []),
    ...(own ? world.me.catalogs.catalogs : []).map(({ id }) => assetOf(id, "CATALOG")),
  ];
}
