import { runOrSay } from '@opsledger/platform';
import { up } from './up.js';

await runOrSay(up(process.env));
