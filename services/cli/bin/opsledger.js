#!/usr/bin/env node
// Plain JavaScript and committed, because npm links a workspace's command at install, before anything is built.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('Opsledger is not built yet: run `npm start` or `npm run build` first.\n');
  process.exitCode = 1;
}
