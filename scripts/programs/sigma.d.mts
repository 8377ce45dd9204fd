export function obtainSigma(): Promise<{ readonly path: string } | { readonly unobtainable: string }>;
