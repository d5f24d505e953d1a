/**
 * Loaded before a service (`node --import`): while the file `DEFECT` is there, what its policies want of a record is a fault of
 * theirs, as one of the code would be.
 */
import { existsSync } from 'node:fs';

const { operationsService } = await import(process.env.DEFECTIVE_SERVICE);
for (const policy of operationsService.policies) {
  const { wants } = policy;
  policy.wants = (...given) => {
    if (existsSync(process.env.DEFECT)) throw new TypeError('a defect of the policy');
    return wants(...given);
  };
}
