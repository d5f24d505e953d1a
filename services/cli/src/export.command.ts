import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { AnsweredPage } from './pages.js';
import { COLLECTIONS, type Collection, type ExportForm } from './collections.js';
import { queryOf, type GivenFilters } from './filters.js';
import { asReader, idOf } from './operations.js';
import { say } from './print.js';
import { text } from './texts.js';

const PAGE = 500;

type Options = GivenFilters & Readonly<{ format: ExportForm; out?: string }>;

/**
 * Writes all records of a collection that fit, as they are or as they were, a page at a time. A file is there whole or not at all. What is
 * exported may be marked: whoever exports answers for where it goes.
 */
export const exportRecords =
  ({ path }: Collection) =>
  async ({ format, out, ...options }: Options): Promise<void> => {
    const partial = out === undefined ? undefined : `${out}.partial`;
    const target: Writable = partial === undefined ? process.stdout : createWriteStream(partial);
    try {
      const count = await writePages(path, target, format, options);
      if (partial !== undefined) {
        target.end();
        await finished(target);
        renameSync(partial, out!);
      }
      say(text('EXPORTED', { count, format }));
    } catch (error) {
      if (partial !== undefined) rmSync(partial, { force: true });
      throw error;
    }
  };

const writePages = async (
  path: string,
  target: Writable,
  format: ExportForm,
  { operation, ...options }: GivenFilters,
): Promise<number> => {
  const api = await asReader();
  const ofOperation =
    operation === undefined ? {} : { operation: await idOf(api, COLLECTIONS.op.path, String(operation)) };
  const write = async (chunk: string): Promise<void> => {
    if (!target.write(chunk)) await once(target, 'drain');
  };
  let count = 0;
  if (format === 'geojson') await write('{"type":"FeatureCollection","features":[\n');
  for (let cursor: string | undefined, isFirst = true; ; isFirst = false) {
    const query = queryOf({ ...options, ...ofOperation, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    // The cursor is that of the list, whatever form its page is asked for in.
    const { data, page } = await api.get<AnsweredPage<object>>(`${path}?${query}`);
    count += data.length;
    if (format === 'ndjson') for (const record of data) await write(`${JSON.stringify(record)}\n`);
    else {
      const body = await api.text(`${path}?${query}&format=${format}`);
      if (format === 'csv') await write(isFirst ? body : body.slice(body.indexOf('\r\n') + 2));
      else {
        const { features } = JSON.parse(body) as { features: readonly object[] };
        if (features.length > 0)
          await write(`${isFirst ? '' : ',\n'}${features.map((feature) => JSON.stringify(feature)).join(',\n')}`);
      }
    }
    if (page.next === null) break;
    cursor = String(page.next);
  }
  if (format === 'geojson') await write('\n]}\n');
  return count;
};
