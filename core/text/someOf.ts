/** Names in a sentence; of a long list the first ones, and how many more there are. */
export function someOf(names: readonly string[], most = 40): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
