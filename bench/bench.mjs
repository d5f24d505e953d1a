import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { load, median, round } from './harness.mjs';
import * as kafka from './kafka.mjs';
import { lagAtSteadyRate } from './lag.mjs';
import * as log from './log.mjs';
import { coldStarts, rebuildGrowth, visibility } from './process.mjs';
import { D17 } from './mongodb-log.mjs';
import * as readModels from './read-models.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: 'D1,D2,D3,D5,D7,D8,D9,D10,D11,AT' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const wanted = new Set(values.rows.split(','));
const figures = {};
const print = (row, text, passes) =>
  process.stdout.write(`${row.padEnd(12)} ${passes === undefined ? '    ' : passes ? 'PASS' : 'MISS'}  ${text}\n`);

const throughput = {
  D1: log.D1,
  D2: log.D2,
  D3: log.D3,
  D7: log.D7,
  D8: readModels.D8,
  D9: log.D9,
  M8: readModels.M8,
  ...D17,
  D18: kafka.D18,
  KC: kafka.KC,
};
for (const [row, { limit, ours, target, unit }] of Object.entries(throughput)) {
  if (!wanted.has(row)) continue;
  const all = [];
  for (let index = 0; index < rounds; index += 1) {
    const bare = await limit(seconds);
    const own = await ours(seconds);
    all.push({ limit: bare, ours: own, ratio: own / bare, load: load() });
  }
  const ratios = all.map(({ ratio }) => ratio);
  const ratio = median(ratios);
  figures[row] = { ratio, target, unit, rounds: all };
  const absolute = `${round(median(all.map((one) => one.ours)), 0)} of ${round(median(all.map((one) => one.limit)), 0)} ${unit}`;
  const span = `${round(Math.min(...ratios))}–${round(Math.max(...ratios))}`;
  print(
    row,
    `${round(ratio)} of the limit (${span}), target ≥ ${target}; ${absolute}; load ${all.map((one) => round(one.load, 1)).join(' ')}`,
    ratio >= target,
  );
}

if (wanted.has('D5')) {
  const { visible, own } = await visibility();
  figures.D5 = { visible, own };
  print(
    'D5',
    `visible after p50 ${visible.p50} ms, p99 ${visible.p99} ms (the command's own answer: ${own.p50}, ${own.p99}); target ≤ 5, ≤ 30`,
    visible.p50 <= 5 && visible.p99 <= 30,
  );
}
if (wanted.has('D6')) {
  const all = await kafka.hops(rounds);
  figures.D6 = all;
  const ratioOf = (share) => median(all.map(({ limit, ours }) => ours[share] / limit[share]));
  const of = (which, share) => round(median(all.map((one) => one[which][share])), 1);
  print(
    'D6',
    `p50 ${round(ratioOf('p50'))}, p99 ${round(ratioOf('p99'))} times the bare hop, target ≤ 2, ≤ 1.5; p50 ${of('ours', 'p50')} of ${of('limit', 'p50')} ms, p99 ${of('ours', 'p99')} of ${of('limit', 'p99')} ms; load ${all.map((one) => one.load).join(' ')}`,
    ratioOf('p50') <= 2 && ratioOf('p99') <= 1.5,
  );
}
if (wanted.has('D18-lag')) {
  const lag = await lagAtSteadyRate();
  figures['D18-lag'] = lag;
  const of = ({ p50, p99, max }) => `p50 ${p50}, p99 ${p99}, most ${max} ms`;
  print(
    'D18-lag',
    `published ${of(lag.published)} after the append was acknowledged, target p99 ≤ 50; consumed ${of(lag.consumed)}; the append itself ${of(lag.append)}; load ${lag.load.join(' ')}`,
    lag.published.p99 <= 50,
  );
}
if (wanted.has('GW') || wanted.has('D13')) {
  const { gatewayCommands, gatewayHop, printGateway } = await import('./gateway.mjs');
  if (wanted.has('GW')) print('GW', printGateway.hop((figures.GW = await gatewayHop(rounds, seconds))));
  if (wanted.has('D13')) {
    const { ratio, text } = printGateway.commands((figures.D13 = await gatewayCommands(rounds, seconds)));
    print('D13', text, ratio >= 0.8);
  }
}
if (wanted.has('D10') || wanted.has('D11')) {
  const { times, sizes } = await coldStarts(Math.max(rounds, 5));
  const of = (list) => median(list);
  const [store, app, idle] = [
    of(times.store) / of(times.libsql),
    of(times.app) / of(times.nest),
    of(sizes.app) / of(sizes.nest),
  ];
  const growth = wanted.has('D11') ? await rebuildGrowth() : undefined;
  figures.D10 = { times, store, app };
  figures.D11 = { sizes, idle, growth };
  print(
    'D10',
    `store ${round(store)} times bare libsql (${round(of(times.store), 0)} of ${round(of(times.libsql), 0)} ms), target ≤ 1.3`,
    store <= 1.3,
  );
  print(
    'D10',
    `app ${round(app)} times bare Nest on Fastify (${round(of(times.app), 0)} of ${round(of(times.nest), 0)} ms), target ≤ 1.5`,
    app <= 1.5,
  );
  print(
    'D11',
    `idle ${round(idle)} times bare Nest on Fastify (${round(of(sizes.app), 0)} of ${round(of(sizes.nest), 0)} MB), target ≤ 1.3`,
    idle <= 1.3,
  );
  if (growth !== undefined) print('D11', `a rebuild takes ${round(growth, 0)} MB more, target ≤ 80`, growth <= 80);
}
if (wanted.has('AT')) {
  for (const events of [100_000, 300_000]) {
    const result = await readModels.asKnown(events);
    figures[`AT ${events}`] = result;
    print('AT', JSON.stringify(result));
  }
}
if (wanted.has('MAT')) {
  const result = await readModels.asKnownInMongodb(100_000);
  figures.MAT = result;
  print('MAT', JSON.stringify(result));
}
if (values.out) writeFileSync(values.out, JSON.stringify(figures, null, 2));
process.exit(0);
