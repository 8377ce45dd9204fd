export function obtainStrace(): Promise<{ readonly path: string } | { readonly unobtainable: string }>;
