/**
 * Imports that a layer must not use resolve to this module (`paths` in the layer's tsconfig.json). It belongs to no
 * project and has nothing to offer, so the compiler refuses them.
 */
export type NotInThisLayer = never;
