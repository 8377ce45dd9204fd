/** A TOML file is bundled as its text (loader in esbuild.mjs, plugin in vitest.config.mts). */
declare module "*.toml" {
  const text: string;
  export default text;
}
