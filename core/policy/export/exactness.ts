/**
 * How what a target finds compares with what the preview finds: the same, all of it and perhaps `more`, a part of it
 * (`less`), or neither is known.
 */
export type Exactness = "exact" | "more" | "less" | "unclear";

/** Of several that are joined by `and` or by `or`: both keep the direction, and two directions together have none. */
export function joinedExactness(parts: readonly Exactness[]): Exactness {
  return parts.reduce<Exactness>((one, other) => {
    if (one === "exact" || one === other) return other;
    return other === "exact" ? one : "unclear";
  }, "exact");
}

/** Of `not`: what finds more leaves less, and the other way round. */
export function oppositeExactness(exactness: Exactness): Exactness {
  switch (exactness) {
    case "more":
      return "less";
    case "less":
      return "more";
    case "exact":
    case "unclear":
      return exactness;
  }
}
