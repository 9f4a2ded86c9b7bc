import type { JsonObject } from "../json.ts";
import { made } from "./made.ts";
import { memoizeByKey } from "./memoize-by-key.ts";
import { SeededFactory } from "./seeded-factory.ts";
import type { World } from "./world.ts";

export const partnerTypes = ["INTERNAL", "EXTERNAL"] as const;
export type PartnerType = (typeof partnerTypes)[number];

/** A shared asset and the business's own permissions on it. */
export interface Asset extends JsonObject {
  readonly asset_id: string;
  readonly asset_type: string;
}

/** Permissions on an asset. */
export interface Grant {
  readonly asset: Asset;
  readonly permissions: readonly string[];
}

/** A member or partner of a business. `system` members are programs. */
export interface Worker {
  readonly id: string;
  readonly system: boolean;
  /** The binding as the API shows it, without `assets_summary`, which it returns only on request. */
  readonly binding: JsonObject;
  readonly grants: readonly Grant[];
}

/** A business in Business Access. Its ID is that of a user account. */
export interface Business {
  readonly id: string;
  /** Whether the token's user is its administrator; employees have no access. */
  readonly administered: boolean;
  readonly assets: readonly Asset[];
  readonly members: readonly Worker[];
  readonly partners: Readonly<Record<PartnerType, readonly Worker[]>>;
  /** Invitations by the kind of invitee. */
  readonly invites: Readonly<Record<"member" | "partner", readonly JsonObject[]>>;
  /** Audiences that others share with the business. */
  readonly audiences: readonly JsonObject[];
  readonly seed: number;
}

/** The businesses of the token's user: its own, one that it administers, and one that only employs it. */
export const businessesOf = memoizeByKey((world: World): readonly Business[] => {
  const others = new SeededFactory(world.seed, "employer", world.midnight).ids(549_901_000_000n, 1);
  const counts = { members: 12, systemUsers: 2, internal: 3, external: 2, invites: 253, audiences: 5 };
  return [
    makeBusiness(world, world.me.profile.id, "own", counts),
    makeBusiness(world, world.shared.profile.id, "shared", { ...none, members: 1 }),
    makeBusiness(world, others.next(), "employer", none),
  ];
});

/** The employers of the token's user, without its own business. */
export const employersOf = memoizeByKey((world: World): readonly JsonObject[] =>
  businessesOf(world)
    .slice(1)
    .map(({ id, administered }, index) =>
      made("UserBusinessRoleBinding", id, {
        user: { id, username: `business${index}`, email: index === 0 ? null : "office@example.com" },
        business_roles: [administered ? "BIZ_ADMIN" : "EMPLOYEE"],
        assets_summary: null,
      }),
    ),
);

const none = { members: 0, systemUsers: 0, internal: 0, external: 0, invites: 0, audiences: 0 };

function makeBusiness(world: World, id: string, part: string, counts: typeof none): Business {
  const factory = new SeededFactory(world.seed, `business ${part}`, world.midnight);
  const administered = part !== "employer";
  const assets = administered ? makeAssets(world, id, part === "own", factory) : [];
  // More than one page.
  const borrowed = factory.list(549_951_000_000n, counts.external === 0 ? 0 : 258, (assetId) =>
    assetOf(assetId, "AD_ACCOUNT"),
  );
  const unlisted = counts.members > 1 ? unlistedTypes.map((type, index) => assetOf(`6668000000${index}`, type)) : [];
  const workers = (count: number, kind: bigint, owned: readonly Asset[], system = false) =>
    factory.list(kind, count, (workerId, index): Worker => {
      const some = owned.filter((_, position) => index === 0 || (position + index) % 3 === 0);
      const besides = owned === assets ? unlisted : [];
      const user = { id: workerId, username: index === 2 ? null : `worker${index}`, email: null };
      return {
        id: workerId,
        system,
        binding: made("UserBusinessRoleBinding", workerId, { user: index === 3 ? null : user }),
        grants: [...some, ...besides].map((asset) => ({ asset, permissions: [factory.random.pick(roles)] })),
      };
    });
  const invites = (count: number, kind: bigint) =>
    factory.list(kind, count, (inviteId) => made("InviteResponse", inviteId, {}));
  return {
    id,
    administered,
    assets,
    members: [
      ...workers(counts.members, 549_911_000_000n, assets),
      ...workers(counts.systemUsers, 549_921_000_000n, assets, true),
    ],
    partners: {
      INTERNAL: workers(counts.internal, 549_931_000_000n, assets),
      EXTERNAL: workers(counts.external, 549_941_000_000n, borrowed),
    },
    invites: {
      member: invites(counts.invites, 550_960_000_000n),
      partner: invites(Math.min(counts.invites, 4), 551_960_000_000n),
    },
    audiences: factory.list(254_970_000_000n, counts.audiences, (audienceId) =>
      made("Audience", audienceId, { rule: {} }),
    ),
    seed: world.seed,
  };
}

const roles = ["ADMIN", "ANALYST", "FINANCE_MANAGER"] as const;
/** Types of assets that only the lists of member and partner assets include. */
const unlistedTypes = ["CONVERSION_TAG", "CONVERSION_TAG", "CONVERSION_SEGMENT", "PINNER_LIST"] as const;

const assetOf = (id: string, type: string, info: JsonObject = {}): Asset => ({
  asset_id: id,
  asset_type: type,
  asset_group_info: null,
  ...info,
});

function makeAssets(world: World, profile: string, own: boolean, factory: SeededFactory): readonly Asset[] {
  const accounts = world.adAccounts.filter(({ owner }) => (owner === world.me) === own).map(({ id }) => id);
  const catalogs = own ? world.me.catalogs.catalogs : [];
  const group = {
    id: factory.ids(666_791_000_000n, 1).next(),
    asset_group_name: "Canada – “comptes”",
    asset_group_types: ["LOCATION_OR_LANGUAGE"],
    ad_accounts_ids: accounts,
    catalogs_ids: null,
    profiles_ids: [profile],
  };
  return [
    ...accounts.map((id) => assetOf(id, "AD_ACCOUNT", { permissions: ["OWNER"] })),
    assetOf(profile, "PROFILE"),
    ...(own ? [assetOf(group.id, "ASSET_GROUP", { asset_group_info: group })] : []),
    ...catalogs.map(({ id, name }) =>
      assetOf(id, "CATALOG", { catalog_info: { id, name: name ?? "", catalog_type: "PRODUCT" } }),
    ),
  ];
}
