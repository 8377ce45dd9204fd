export function obtainPythonSdk(): Promise<{ readonly path: string } | { readonly unobtainable: string }>;
