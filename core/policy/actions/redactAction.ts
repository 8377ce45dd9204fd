/** What a policy says of a data class: plain data, which can be kept and compared. */
export interface RedactAction {
  /** The word of the action, such as `mask`. */
  readonly kind: string;
  /** There for the actions that take a number of bytes. */
  readonly bytes?: number;
}
