export function obtainCollector(): Promise<{ readonly path: string } | { readonly unobtainable: string }>;
