import type { GeoRef } from '@opsledger/kernel';
import { coordinatesOf, linkTo, placeOf, Representation, type Column, type Page } from '@opsledger/platform';
import type { RecordDocument } from './record-document.projection.js';

export const inOneCell = (texts: readonly string[] | undefined): string | undefined => texts?.join(' | ');

/** The last columns of every record. */
export const recordColumns: readonly Column<RecordDocument>[] = [
  ['sources', ({ sources }) => inOneCell(sources.map(({ ref }) => ref))],
  ['sensitivity', ({ sensitivity }) => sensitivity],
  ['exercise', ({ exercise }) => exercise],
  ['version', ({ version }) => version],
  ['knownAt', ({ knownAt }) => knownAt],
  ['id', ({ id }) => id],
];

type Feature = Readonly<{ id: string; areas: readonly GeoRef[]; properties: Readonly<Record<string, unknown>> }>;

/**
 * A page as GeoJSON (RFC 7946): a record stands where its areas lie, by their own points or the gazetteer's; otherwise it has no
 * geometry. `places` says which place each point is, and how good it is.
 */
export const featuresOf = <Document>(
  page: Page<Document>,
  path: string,
  featureOf: (document: Document) => Feature,
): Representation => {
  const features = page.data.map(featureOf).map(({ id, areas, properties }) => {
    const places = areas.map((area) => ({ area, coordinates: coordinatesOf(area) }));
    const points = places.flatMap(({ coordinates }) => coordinates ?? []);
    return {
      ...{ type: 'Feature', id },
      geometry:
        points.length === 0 ? null : { type: 'MultiPoint', coordinates: points.map(({ lat, lon }) => [lon, lat]) },
      properties: {
        ...properties,
        places: places.map(({ area, coordinates }) => ({
          ...{ asStated: area.asStated, placeId: placeOf(area)?.id ?? null, quality: coordinates?.quality ?? null },
        })),
      },
    };
  });
  const body = JSON.stringify({ type: 'FeatureCollection', features });
  return new Representation('application/geo+json', body, linkTo(page, path));
};
