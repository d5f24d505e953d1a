import type { Column } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { SituationReportsQuery } from '../../http/situation-reports.bodies.js';
import { allOf } from '../record-search.js';
import { inOneCell, recordColumns } from '../record-shapes.js';
import type { ReportingDocument } from './situation-reports.projection.js';

/** What documents must be like for a query. */
export const reportersLike = ({ state, sector }: SituationReportsQuery): DocumentFilter =>
  allOf([...(state === undefined ? [] : [{ state }]), ...(sector === undefined ? [] : [{ sector }])]);

/** Who has to report as a row, with the days that came late and those that are missing. Days are days of UTC. */
export const reporterColumns: readonly Column<ReportingDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['reporter', ({ reporter }) => reporter],
  ['sector', ({ sector }) => sector],
  ['unitId', ({ unitId }) => unitId],
  ['state', ({ state }) => state],
  ['from', ({ from }) => from],
  ['lastDay', ({ lastDay }) => lastDay],
  ['nextDay', ({ nextDay }) => nextDay],
  ['lastReport', ({ reports }) => reports.at(-1)?.day],
  ['late', ({ late }) => inOneCell(late)],
  ['missing', ({ missing }) => inOneCell(missing)],
  ...recordColumns,
];
