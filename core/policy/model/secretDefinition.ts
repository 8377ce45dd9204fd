/** One kind of secret that a policy looks for. */
export interface SecretDefinition {
  readonly name: string;
  /** RE2 syntax; replaced by `[SECRET:name]` wherever it occurs. */
  readonly pattern: string;
}

/** What takes the place of a secret. */
export const secretMark = (name: string): string => `[SECRET:${name}]`;
