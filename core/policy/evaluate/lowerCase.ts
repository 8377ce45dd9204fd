/** Lower case by letters alone, as Go has it: no final sigma, and an I with a dot becomes an i. */
export function lowerCase(text: string): string {
  return text.replaceAll("İ", "i").replaceAll("Σ", "σ").toLowerCase();
}
