import type { StatementFrame } from '@opsledger/contracts';
import { dated, present } from './record-facts.decider.js';

/** Of when, where and what exactly something is stated; what was not said is left out. */
export const framed = ({
  asStated,
  period,
  places,
  othersElsewhere,
  sectors,
  scope,
}: StatementFrame): StatementFrame => ({
  asStated,
  period: dated(period),
  ...present({ places, othersElsewhere, sectors, scope }),
});
