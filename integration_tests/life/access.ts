import { restoreAdAccount, setRoles } from "../../simulator/ordinary-changes.ts";
import type { World } from "../../simulator/world/world.ts";

type AdAccounts = World["adAccounts"];

/** The ad accounts to which the user has access, and had at the beginning. */
export class Access {
  readonly adAccounts: AdAccounts;
  /** Whether the user ever lost a role. */
  everChanged = false;
  readonly #world: World;
  readonly #lost = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.adAccounts = world.adAccounts;
  }

  /** Takes roles in an ad account. No role is left: lists omit it. */
  take(id: string, left: AdAccounts[number]["roles"]): void {
    setRoles(this.#world, id, left);
    this.#lost.add(id);
    this.everChanged = true;
  }

  restore(id: string): void {
    restoreAdAccount(this.#world, id, this.adAccounts);
    this.#lost.delete(id);
  }

  /** Returns the names of each ad account without access: its ID, and of its profile if that is another one. */
  lost(): readonly (readonly string[])[] {
    const { me } = this.#world;
    return this.adAccounts.flatMap(({ id, owner }) => {
      if (!this.#lost.has(id)) return [];
      return [owner === me ? [id] : [id, owner.profile.id, owner.profile.username]];
    });
  }

  /** Returns the names of ad accounts that lists omit. */
  unlisted(): ReadonlySet<string> {
    const listed = new Set(this.#world.adAccounts.map(({ id }) => id));
    return new Set(this.lost().flatMap((names) => (listed.has(names[0] ?? "") ? [] : names)));
  }

  /** Returns the username of another profile, and the ad accounts through which it can be read. */
  namesOfProfile(id: string): readonly string[] {
    const { me } = this.#world;
    const of = this.adAccounts.filter(({ owner }) => owner !== me && owner.profile.id === id);
    return of.flatMap(({ id: adAccount, owner }) => [adAccount, owner.profile.username]);
  }

  /** Returns the ad accounts through which profiles are read; undefined: that of the token. */
  profiles(): readonly (string | undefined)[] {
    const { me } = this.#world;
    return [undefined, this.adAccounts.find(({ owner, roles }) => owner !== me && roles.includes("ADMIN"))?.id];
  }

  /** Calls a function while the user has all roles. */
  whileComplete<Result>(use: () => Result): Result {
    const now = this.#world.adAccounts;
    this.#world.adAccounts = this.adAccounts;
    try {
      return use();
    } finally {
      this.#world.adAccounts = now;
    }
  }
}
