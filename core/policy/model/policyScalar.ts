/** A value as a policy writes it; whole numbers beyond those of a double are exact. */
export type PolicyScalar = string | number | bigint | boolean;
