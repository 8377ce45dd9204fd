export function ensureCodex(): Promise<string>;
