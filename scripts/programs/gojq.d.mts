export function obtainGojq(): Promise<{ readonly path: string } | { readonly unobtainable: string }>;
