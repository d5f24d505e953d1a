/** The three levels of ST/SGB/2007/6, lowest first. A mark on every event; a reader's clearance is one of the same levels. */
export const SENSITIVITIES = ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** Whether a reader cleared for `clearance` may see something marked `mark`. */
export const isCleared = (clearance: Sensitivity, mark: Sensitivity): boolean =>
  SENSITIVITIES.indexOf(mark) <= SENSITIVITIES.indexOf(clearance);

/** A document takes the highest mark of what it was made from. */
export const highestOf = (a: Sensitivity, b: Sensitivity): Sensitivity => (isCleared(a, b) ? a : b);
