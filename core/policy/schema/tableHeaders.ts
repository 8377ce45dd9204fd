import type { Vocabulary } from "../vocabulary.ts";
import { elementType, type PolicyKey } from "./policyType.ts";
import { isTable, keysOf, tableKeys } from "./tableKeys.ts";

/** A table of a policy that may be written with a header. */
export interface TableHeader {
  /** Undefined where the person chooses the name. */
  readonly path: readonly (string | undefined)[];
  /** Written with double brackets: there may be several. */
  readonly isOfArray: boolean;
}

/** Every header that the language has, in the order of its keys, outer tables first. */
export function tableHeaders(vocabulary: Vocabulary): readonly TableHeader[] {
  const below = (keys: readonly PolicyKey[], path: TableHeader["path"]): readonly TableHeader[] =>
    keys.flatMap(({ name, type }) => {
      const own = [...path, name];
      const element = elementType(type);
      if (!isTable(type)) return [];
      if (element.kind === "named" && isTable(element.of)) {
        const inner = [...own, undefined];
        return [{ path: inner, isOfArray: false }, ...below(keysOf(element.of, vocabulary), inner)];
      }
      const header = { path: own, isOfArray: type.kind === "many" };
      // of what is in brackets elsewhere, events of samples among them, each stands in one line
      if (element.kind === "named") return type.kind === "many" ? [] : [header];
      return [header, ...below(keysOf(element, vocabulary), own)];
    });
  return below(tableKeys("policy", vocabulary), []);
}
