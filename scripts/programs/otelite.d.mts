export function obtainOtelite(): Promise<
  { readonly path: string; readonly version: string } | { readonly unobtainable: string }
>;
