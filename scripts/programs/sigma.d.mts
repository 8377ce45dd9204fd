export function ensureSigma(): Promise<string>;
