/** What a receiver can see of a value. */
export type Visibility =
  /** `pseudonymous`: which values are equal, and with a guess at the value and the salt, whether it is that one. */
  | { readonly kind: "gone" | "masked" | "pseudonymous" | "clear" }
  | { readonly kind: "beginning"; readonly bytes: number };

/** Whether the second shows more of a value than the first. What is masked tells at least that there is something. */
export function showsMore(before: Visibility, after: Visibility, isSalted: boolean): boolean {
  switch (after.kind) {
    case "gone":
      return false;
    case "masked":
      return before.kind === "gone";
    case "pseudonymous":
      return pseudonymShowsMore(before, isSalted);
    case "beginning":
      return beginningShowsMore(before, after.bytes);
    case "clear":
      return before.kind !== "clear";
  }
}

/** A whole value can be guessed from its hash without a salt, also where only its beginning was shown. */
function pseudonymShowsMore(before: Visibility, isSalted: boolean): boolean {
  switch (before.kind) {
    case "gone":
    case "masked":
      return true;
    case "pseudonymous":
    case "clear":
      return false;
    case "beginning":
      return before.bytes === 0 || !isSalted;
  }
}

function beginningShowsMore(before: Visibility, bytes: number): boolean {
  switch (before.kind) {
    case "gone":
      return true;
    case "masked":
    case "pseudonymous":
      return bytes > 0;
    case "beginning":
      return bytes > before.bytes;
    case "clear":
      return false;
  }
}
