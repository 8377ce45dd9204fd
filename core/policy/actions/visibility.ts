/** What a receiver can see of a value. */
export type Visibility =
  /** `pseudonymous`: which values are equal, and with a guess at the value and the salt, whether it is that one. */
  | { readonly kind: "gone" | "masked" | "pseudonymous" }
  /** `bytes` where even this is cut, after more than what a person takes for the whole. */
  | { readonly kind: "clear"; readonly bytes?: number }
  | { readonly kind: "beginning"; readonly bytes: number };

/** Whether nothing of a value can be seen, nor recognized. */
export const isWithheld = ({ kind }: Visibility): boolean => kind === "gone" || kind === "masked";

/** After how many bytes of UTF-8 a value is cut that can be seen; undefined where it is not. */
export const cutAfter = (visibility: Visibility): number | undefined =>
  visibility.kind === "beginning" || visibility.kind === "clear" ? visibility.bytes : undefined;

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
      return before.kind !== "clear" || bytesOf(after) > bytesOf(before);
  }
}

/** A whole value can be guessed from its hash without a salt, also where only its beginning was shown. */
function pseudonymShowsMore(before: Visibility, isSalted: boolean): boolean {
  switch (before.kind) {
    case "gone":
    case "masked":
      return true;
    case "pseudonymous":
      return false;
    case "clear":
      return before.bytes !== undefined && !isSalted;
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
    case "clear":
      return bytes > bytesOf(before);
  }
}

const bytesOf = (shown: Visibility): number => cutAfter(shown) ?? Number.POSITIVE_INFINITY;
