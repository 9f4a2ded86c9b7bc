import { notFound, notPermitted } from "../../errors.ts";
import { asText } from "../../json.ts";
import { showAccount, showAdAccount, showBoard } from "../../views/account.ts";
import { list, records } from "../list.ts";
import { computed, type Operations } from "../operation.ts";

/** The user account, its followers, and whom it follows. */
export const accountOperations: Operations = {
  "user_account/get": computed(({ scope }) => showAccount(scope.account)),
  "linked_business_accounts/get": records({ rows: ({ scope }) => scope.account.linkedBusinesses, paging: "array" }),
  "followers/list": records({ rows: ({ scope }) => scope.account.followers }),
  "user_following/get": records({ rows: ({ scope }) => scope.account.followingUsers }),
  "boards_user_follows/list": list({
    rows: ({ scope }) => scope.account.followingBoards,
    order: ({ createdAt, id }) => [createdAt, id],
    show: (board, { scope }) => showBoard(scope.account, board),
  }),
  "user_account/followed_interests": records({
    rows: ({ parameters, scope }) => {
      const username = parameters.requiredText("username");
      const account = scope.world.accounts.find(({ profile }) => profile.username === username);
      if (account === undefined) throw notFound("User");
      return account.interests;
    },
  }),
  "user_websites/get": records({ rows: ({ scope }) => scope.account.websites }),
  "media/list": records({ rows: ({ scope }) => scope.account.media, order: ({ media_id: id }) => ["", asText(id)] }),
  "ad_accounts/list": list({
    rows: ({ scope }) => scope.world.adAccounts,
    where: {
      include_shared_accounts: ({ owner }, [all], { scope }) => all === "true" || owner === scope.world.me,
    },
    show: showAdAccount,
  }),
  "ad_accounts/get": computed(({ parameters, scope }) => {
    const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
    if (adAccount === undefined) throw notPermitted();
    return showAdAccount(adAccount);
  }),
};
