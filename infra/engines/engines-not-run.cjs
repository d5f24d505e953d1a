// Says after `npm test` which tests it left out, because they need a real engine, and the command that runs them.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

module.exports = class {
  onRunComplete() {
    const root = join(__dirname, '..', '..');
    const files = ['libs', 'services', 'infra'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).filter((file) => !/node_modules|dist\//.test(file)),
    );
    const left = ['mongodb', 'kafka'].flatMap((engine) => {
      const count = files.filter((file) => file.endsWith(`.${engine}.spec.ts`)).length;
      return count === 0 ? [] : [`${engine} (${count} test files)`];
    });
    if (left.length > 0)
      process.stdout.write(`\nNOT RUN: tests on ${left.join(' and ')}. They run by: npm run test:engines\n\n`);
  }
};
