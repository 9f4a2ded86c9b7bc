import type { JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import { username } from "../texts.ts";
import { idsOf, makeAudiences } from "./ads/targets.ts";
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

/** A member or partner of a business. `system` members are programs. */
export interface Worker {
  readonly id: string;
  readonly system: boolean;
  /** The binding as the API shows it, without `assets_summary`, which it returns only on request. */
  readonly binding: JsonObject;
  /** Permissions by asset ID. */
  readonly permissions: ReadonlyMap<string, readonly string[]>;
}

/** A business in Business Access. Its ID is that of a user account. */
export interface Business {
  readonly id: string;
  /** Whether the token's user is its administrator; employees have no access. */
  readonly administered: boolean;
  readonly assets: readonly Asset[];
  /** Assets that only the lists of member and partner assets include. */
  readonly unlistedAssets: readonly Asset[];
  readonly members: readonly Worker[];
  readonly partners: Readonly<Record<PartnerType, readonly Worker[]>>;
  /** Assets that external partners lend. */
  readonly borrowed: readonly Asset[];
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

/** The employers of the token's user, without its own business. Times are milliseconds, or missing. */
export const employersOf = memoizeByKey((world: World): readonly JsonObject[] => {
  const factory = new SeededFactory(world.seed, "employers", world.midnight);
  return businessesOf(world)
    .slice(1)
    .map(({ id, administered }, index) =>
      made("UserBusinessRoleBinding", id, {
        id,
        user: { id, username: `business${index}`, email: index === 0 ? null : "office@example.com" },
        business_roles: [administered ? "BIZ_ADMIN" : "EMPLOYEE"],
        created_time: index === 0 ? null : factory.ago(30, 600) * 1000,
        created_by_business: index === 0 ? null : { id, username: `business${index}`, email: null },
        created_by_user: null,
        assets_summary: null,
      }),
    );
});

const none = { members: 0, systemUsers: 0, internal: 0, external: 0, invites: 0, audiences: 0 };

function makeBusiness(world: World, id: string, part: string, counts: typeof none): Business {
  const factory = new SeededFactory(world.seed, `business ${part}`, world.midnight);
  const administered = part !== "employer";
  const assets = administered ? makeAssets(world, id, part === "own", factory) : [];
  const borrowed = counts.external === 0 ? [] : borrowedAssets(factory);
  const some = (owned: readonly Asset[], ordinal: number) =>
    owned.filter((_, position) => ordinal === 0 || (position + ordinal) % 3 === 0);
  const unlistedAssets = counts.members > 1 ? makeUnlistedAssets() : [];
  const analysts = unlistedAssets.map(({ asset_id: asset }): [string, string[]] => [asset, ["ANALYST"]]);
  const workers = (count: number, kind: bigint, owned: readonly Asset[], system = false) =>
    factory.list(kind, count, (workerId, index): Worker => {
      const worker = makeWorker(factory, workerId, index, id, some(owned, index));
      const besides = owned === assets ? analysts : [];
      return { ...worker, system, permissions: new Map([...worker.permissions, ...besides]) };
    });
  return {
    id,
    administered,
    assets,
    unlistedAssets,
    members: [
      ...workers(counts.members, 549_911_000_000n, assets),
      ...workers(counts.systemUsers, 549_921_000_000n, assets, true),
    ],
    partners: {
      INTERNAL: workers(counts.internal, 549_931_000_000n, assets),
      EXTERNAL: workers(counts.external, 549_941_000_000n, borrowed),
    },
    borrowed,
    invites: {
      member: makeInvites(factory, id, counts.invites, 550_960_000_000n, "MEMBER_INVITE"),
      partner: makeInvites(factory, id, Math.min(counts.invites, 4), 551_960_000_000n, "PARTNER_INVITE"),
    },
    audiences: sharedAudiences(world, factory, counts.audiences),
    seed: world.seed,
  };
}

function makeAssets(world: World, profile: string, own: boolean, factory: SeededFactory): readonly Asset[] {
  const accounts = world.adAccounts.filter(({ owner }) => (owner === world.me) === own).map(({ id }) => id);
  const catalogs = own ? world.catalogsOf(world.me).catalogs : [];
  const group = {
    id: factory.ids(666_791_000_000n, 1).next(),
    asset_group_name: "Canada – “comptes”",
    asset_group_description: null,
    asset_group_types: ["LOCATION_OR_LANGUAGE"],
    ad_accounts_ids: accounts,
    catalogs_ids: null,
    profiles_ids: [profile],
    created_by: { id: profile, username: "business0", email: "office@example.com" },
    owner: null,
    created_time: factory.ago(100, 300) * 1000,
    updated_time: factory.ago(1, 90) * 1000,
  };
  const asset = (id: string, type: string, info: JsonObject = {}): Asset => ({
    asset_id: id,
    asset_type: type,
    asset_group_info: null,
    catalog_info: null,
    ...(hash(id) % 2 === 0 ? { permissions: ["OWNER"] } : {}),
    ...info,
  });
  return [
    ...accounts.map((id) => asset(id, "AD_ACCOUNT")),
    asset(profile, "PROFILE"),
    ...(own ? [asset(group.id, "ASSET_GROUP", { asset_group_info: group })] : []),
    ...catalogs.map(({ id, name }) =>
      asset(id, "CATALOG", { catalog_info: { id, name: name ?? "", catalog_type: "PRODUCT" } }),
    ),
  ];
}

function makeUnlistedAssets(): readonly Asset[] {
  const types = ["CONVERSION_TAG", "CONVERSION_TAG", "CONVERSION_SEGMENT", "PINNER_LIST"];
  return types.map((type, index) => ({ asset_id: `66680000000${index}`, asset_type: type, asset_group_info: null }));
}

/** Returns the assets that external partners lend: more than one page of ad accounts from the first partner. */
function borrowedAssets(factory: SeededFactory): readonly Asset[] {
  return factory.list(549_951_000_000n, 258, (id) => ({
    asset_id: id,
    asset_type: "AD_ACCOUNT",
    asset_group_info: null,
  }));
}

function makeWorker(factory: SeededFactory, id: string, index: number, business: string, assets: readonly Asset[]) {
  const { random } = factory;
  const user = {
    id,
    username: index === 2 ? null : username(random, index),
    email: index === 1 ? null : "a@example.com",
  };
  const permissions = assets.map(
    ({ asset_id: asset }) => [asset, random.pick([["ADMIN"], ["ANALYST"], ["FINANCE_MANAGER", "ANALYST"]])] as const,
  );
  const binding = {
    id,
    user: index === 3 ? null : user,
    business_roles: [index % 4 === 0 ? "BIZ_ADMIN" : "EMPLOYEE"],
    created_time: index === 2 ? null : factory.ago(5, 900) * 1000 + random.integer(0, 999),
    created_by_user: index === 0 ? null : { id: business, username: "business0", email: null },
    created_by_business: null,
    is_shared_partner: false,
  };
  return { id, permissions, binding };
}

function makeInvites(factory: SeededFactory, business: string, count: number, kind: bigint, type: string) {
  return factory.list(kind, count, (id, index): JsonObject => {
    const sent = factory.ago(1, 60) * 1000;
    return made("InviteResponse", id, {
      id,
      user: { id: index % 5 === 0 ? null : business, username: null, email: `invited${index}@example.com` },
      invite_data: {
        invite_type: type,
        invite_status: index % 3 === 0 ? "EXPIRED" : "PENDING",
        sent_at: sent,
        last_updated_time: sent,
        invite_expiration: sent + 30 * 86_400_000,
      },
      business_roles: ["EMPLOYEE"],
      created_by_user: null,
      created_by_business: { id: business, username: "business0", email: null },
      created_time: sent,
      assets_summary: index % 2 === 0 ? null : { ad_accounts: [], profiles: [] },
    });
  });
}

function sharedAudiences({ seed, adAccounts }: World, { random, now }: SeededFactory, count: number) {
  const ids = idsOf(random, 254_970_000_000n, seed % 1_000, count);
  const adAccountId = adAccounts[0]?.id ?? "";
  return makeAudiences({ random, ids, count, adAccountId, now }, [], [], count).map(({ record }) => record);
}
