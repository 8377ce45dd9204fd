import { equals } from "./equals.ts";
import { exists } from "./exists.ts";
import { greaterThan } from "./greaterThan.ts";
import { hasSecret } from "./hasSecret.ts";
import { lessThan } from "./lessThan.ts";
import { matches } from "./matches.ts";
import { notEquals } from "./notEquals.ts";
import type { Operator } from "./operator.ts";
import { versionBelow } from "./versionBelow.ts";

/** The words of a condition, in the order in which they are read, offered and described. */
export const operators: readonly Operator[] = [
  equals,
  notEquals,
  matches,
  exists,
  greaterThan,
  lessThan,
  hasSecret,
  versionBelow,
];
