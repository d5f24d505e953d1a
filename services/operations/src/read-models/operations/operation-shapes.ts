import type { Column, Page, Representation } from '@opsledger/platform';
import { featuresOf, inOneCell, recordColumns } from '../record-shapes.js';
import type { OperationDocument } from './operations.projection.js';

/** An operation as a row. Codes stay codes; dates are EDTF beside the source's own words. */
export const operationColumns: readonly Column<OperationDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['name', ({ name }) => name],
  ['aliases', ({ aliases }) => inOneCell(aliases)],
  ['state', ({ state }) => state],
  ['stateOccurredAt', ({ stateOccurredAt }) => stateOccurredAt],
  ['stateAsStated', ({ stateAsStated }) => stateAsStated],
  ['mode', ({ mode }) => mode],
  ['type', ({ type }) => type],
  ['integrated', ({ integrated }) => integrated],
  ['lead', ({ lead }) => lead],
  ['purpose', ({ purpose }) => purpose],
  ['areas', ({ areas }) => inOneCell(areas?.map(({ asStated }) => asStated))],
  ['sectors', ({ sectors }) => inOneCell(sectors)],
  ['period', ({ period }) => period?.edtf],
  ['periodAsStated', ({ period }) => period?.asStated],
  [
    'statements',
    ({ statements }) =>
      inOneCell(
        statements.map(({ status, occurredAt, period, statusAsStated }) =>
          [status, period?.edtf ?? occurredAt, statusAsStated].join(' '),
        ),
      ),
  ],
  ['plannedStart', ({ plannedStart }) => plannedStart?.edtf],
  ['plannedEnd', ({ plannedEnd }) => plannedEnd?.edtf],
  ['constraints', ({ constraints }) => inOneCell(constraints.map(({ cause, asStated }) => `${cause}: ${asStated}`))],
  ['overdue', ({ overdue }) => inOneCell(overdue.map(({ deadline }) => deadline))],
  ...recordColumns,
];

/** A page as GeoJSON: an operation stands where its areas lie. */
export const geoJsonOf = (page: Page<OperationDocument>, path: string): Representation =>
  featuresOf(page, path, ({ id, reference, name, state, stateOccurredAt, type, areas, ...operation }) => {
    const { sensitivity, exercise, version } = operation;
    const about = { reference, name, state, stateOccurredAt, operationType: type ?? null };
    return { id, areas: areas ?? [], properties: { ...about, sensitivity, exercise, version } };
  });
