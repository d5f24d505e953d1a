import {
  OPERATION_ORDER_ACKNOWLEDGED,
  OPERATION_ORDER_ISSUED,
  type OperationOrderAcknowledged,
  type OperationOrderIssued,
} from '@opsledger/contracts';
import { minutesAfter, parseEdtf, refuseFutureOccurrence } from '@opsledger/kernel';
import { dated, happened } from '../record/record-facts.decider.js';
import type { OperationCommandOf } from './operation.commands.js';
import { stating } from './operation-facts.decider.js';
import { allowed, brokenRule } from './operation-refusals.decider.js';
import type { Operation } from './operation.state.js';

/** An order is to be acknowledged within four hours of its issue (our own term: the sources give none). */
const ACKNOWLEDGEMENT_MINUTES = 4 * 60;

/** `OPS-6`: serials rise; a fragmentary order changes an operation order that was issued for the same operation. */
export const issueOrder = (
  { name, data, metadata }: OperationCommandOf<'issue-operation-order'>,
  state: Operation,
): OperationOrderIssued => {
  const { orders } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const { kind, serial, amends, supersedes, effectiveFrom, documentHash } = data;
  const last = Math.max(0, ...orders.map((order) => order.serial));
  if (serial <= last) throw brokenRule('ORDER_SERIAL_DOES_NOT_RISE', 'OPS-6', { serial, lastSerial: last });
  const isOfOpord = orders.some((order) => order.kind === 'OPORD' && order.serial === amends);
  if ((kind === 'FRAGO') !== (amends !== undefined) || (kind === 'FRAGO' && !isOfOpord)) {
    const issued = orders.filter((order) => order.kind === 'OPORD').map((order) => String(order.serial));
    const given = { kind, amends: amends ?? 'none', issued: issued.length > 0 ? issued : 'none' };
    throw brokenRule('FRAGO_AMENDS_NO_ISSUED_OPORD', 'OPS-6', given);
  }
  if (supersedes !== undefined && !orders.some((order) => order.serial === supersedes))
    throw brokenRule('SUPERSEDED_ORDER_DOES_NOT_EXIST', 'OPS-6', { supersedes });
  const issuedAt = parseEdtf(metadata.occurredAt)?.end?.latest ?? metadata.now;
  return {
    type: OPERATION_ORDER_ISSUED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...stating(metadata),
      ...{ kind, serial },
      ...(amends !== undefined && { amends }),
      ...(supersedes !== undefined && { supersedes }),
      ...(effectiveFrom && { effectiveFrom: dated(effectiveFrom) }),
      ...(documentHash !== undefined && { documentHash }),
      acknowledgeBy: minutesAfter(issuedAt, ACKNOWLEDGEMENT_MINUTES),
    },
  };
};

export const acknowledgeOrder = (
  { name, data: { serial, by }, metadata }: OperationCommandOf<'acknowledge-operation-order'>,
  state: Operation,
): OperationOrderAcknowledged => {
  const { orders } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const isOpen = orders.some((order) => order.serial === serial && order.acknowledgeBy !== undefined);
  if (!isOpen) throw brokenRule('ORDER_IS_NOT_OPEN', 'OPS-6', { serial });
  return {
    type: OPERATION_ORDER_ACKNOWLEDGED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), serial, ...(by !== undefined && { by }) },
  };
};
