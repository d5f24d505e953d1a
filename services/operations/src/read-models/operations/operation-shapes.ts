import { coordinatesOf, linkTo, placeOf, Representation, type Column, type Page } from '@opsledger/platform';
import type { OperationDocument } from './operations.projection.js';

const inOneCell = (texts: readonly string[] | undefined): string | undefined => texts?.join(' | ');

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
  ['sources', ({ sources }) => inOneCell(sources.map(({ ref }) => ref))],
  ['sensitivity', ({ sensitivity }) => sensitivity],
  ['exercise', ({ exercise }) => exercise],
  ['version', ({ version }) => version],
  ['knownAt', ({ knownAt }) => knownAt],
  ['id', ({ id }) => id],
];

/**
 * A page as GeoJSON (RFC 7946): an operation stands where its areas lie, by their own points or the gazetteer's; otherwise it
 * has no geometry. `places` says which place each point is, and how good it is.
 */
export const geoJsonOf = (page: Page<OperationDocument>, path: string): Representation => {
  const features = page.data.map((operation) => {
    const { id, reference, name, state, stateOccurredAt, type, areas = [], sensitivity, exercise, version } = operation;
    const places = areas.map((area) => ({ area, coordinates: coordinatesOf(area) }));
    const points = places.flatMap(({ coordinates }) => coordinates ?? []);
    return {
      ...{ type: 'Feature', id },
      geometry:
        points.length === 0 ? null : { type: 'MultiPoint', coordinates: points.map(({ lat, lon }) => [lon, lat]) },
      properties: {
        ...{ reference, name, state, stateOccurredAt, operationType: type ?? null, sensitivity, exercise, version },
        places: places.map(({ area, coordinates }) => ({
          ...{ asStated: area.asStated, placeId: placeOf(area)?.id ?? null, quality: coordinates?.quality ?? null },
        })),
      },
    };
  });
  const body = JSON.stringify({ type: 'FeatureCollection', features });
  return new Representation('application/geo+json', body, linkTo(page, path));
};
