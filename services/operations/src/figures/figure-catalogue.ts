import { activityFigures } from './activity-figures.js';
import { baseFigures } from './base-figures.js';
import type { Figure } from './figure.js';
import { operationFigures } from './operation-figures.js';
import { reportingFigures } from './reporting-figures.js';

/** Every figure, in the order in which tables show them. */
export const figures: readonly Figure[] = [
  ...operationFigures,
  ...activityFigures,
  ...baseFigures,
  ...reportingFigures,
];

export const figureNames: readonly string[] = figures.map(({ name }) => name);
export const findFigure = (name: string): Figure | undefined => figures.find((figure) => figure.name === name);
