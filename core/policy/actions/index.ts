import { ActionIndex } from "./actionIndex.ts";
import { drop } from "./drop.ts";
import { hash } from "./hash.ts";
import { keep } from "./keep.ts";
import { mask } from "./mask.ts";
import { truncate } from "./truncate.ts";

/** The actions that a policy may name, those that show least first: so they are proposed and documented. */
export const productActions = new ActionIndex([drop, mask, hash, truncate, keep]);
