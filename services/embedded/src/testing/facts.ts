import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './running-system.js';

/** The facts that `docs/facts.md` lists, each with a request and with what stands where in its answer. */
export const facts = readFileSync(join(REPOSITORY, 'docs/facts.md'), 'utf8')
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter(([, fact]) => /^F\d+$/.test(fact ?? ''))
  .filter(([, , , request]) => request?.startsWith('`GET '))
  .map(([, fact, statement, request, answer]) => ({
    ...{ fact: fact!, statement: statement!, path: request!.replaceAll('`', '').replace('GET ', '') },
    expected: answer!.split('<br>').map((one) => {
      const [, pointer, value] = /^`(\/.+)` = `(.+)`$/.exec(one.trim())!;
      return { pointer: pointer!, value: JSON.parse(value!) as unknown };
    }),
  }));
