import { locatedIn, type Column, type Page, type Representation } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { PriorityAreasQuery } from '../../http/priority-areas.bodies.js';
import { allOf } from '../record-search.js';
import { featuresOf, inOneCell, recordColumns } from '../record-shapes.js';
import type { PriorityAreaDocument } from './priority-areas.projection.js';

/** What documents must be like for a query. */
export const priorityAreasLike = ({ state, ...query }: PriorityAreasQuery): DocumentFilter =>
  allOf([...(state === undefined ? [] : [{ state }]), ...locatedIn(query)]);

/** A priority area as a row. Dates are EDTF; a cell is empty where nothing is known. */
export const priorityAreaColumns: readonly Column<PriorityAreaDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['area', ({ area }) => area.asStated],
  ['state', ({ state }) => state],
  ['setAt', ({ setAt }) => setAt],
  ['liftedAt', ({ liftedAt }) => liftedAt],
  ['noActivityDays', ({ noActivityDays }) => noActivityDays],
  ['lastActivityAt', ({ lastActivityAt }) => lastActivityAt],
  ['reason', ({ reason }) => reason],
  ['overdue', ({ overdue }) => inOneCell(overdue.map(({ dueAt }) => dueAt))],
  ...recordColumns,
];

/** A page as GeoJSON: a priority area stands where it lies. */
export const priorityAreasGeoJson = (page: Page<PriorityAreaDocument>, path: string): Representation =>
  featuresOf(page, path, ({ id, reference, area, state, setAt, liftedAt, sensitivity, exercise, version }) => {
    const about = { reference, state, setAt, liftedAt: liftedAt ?? null, sensitivity, exercise, version };
    return { id, areas: [area], properties: about };
  });
