import { writeFileSync } from 'node:fs';
import { services } from '@opsledger/contracts';
import { eventCatalogue } from './event-catalogue.js';

// npm runs scripts in the folder of their package.json, which is the repository.
writeFileSync('docs/events.md', eventCatalogue(services));
