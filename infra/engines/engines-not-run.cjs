// Says after `npm test` which tests it left out, because they need a real engine, and the command that runs them.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

module.exports = class {
  onRunComplete() {
    const root = join(__dirname, '..', '..');
    const files = ['libs', 'services', 'infra'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).filter((file) => !/node_modules|dist\//.test(file)),
    );
    const kinds = { mongodb: 'mongodb', kafka: 'kafka', engines: 'both', distributed: 'the distributed profile' };
    const left = Object.entries(kinds).flatMap(([kind, name]) => {
      const count = files.filter((file) => file.endsWith(`.${kind}.spec.ts`)).length;
      return count === 0 ? [] : [`${name} (${count} test files)`];
    });
    if (left.length > 0)
      process.stdout.write(`\nNOT RUN: tests on ${left.join(' and ')}. They run by: npm run test:engines\n\n`);
  }
};
