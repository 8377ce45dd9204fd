/** Path of a Chromium or Chrome; installs Debian's as root, else rejects with the command that brings one. */
export function ensureChromium(): Promise<string>;
