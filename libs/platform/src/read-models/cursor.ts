import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../http/problem.js';

/** Where a page of a list ended, signed so that nobody makes one up. Good for the list and filters that it was made for. */
export class Cursors {
  constructor(private readonly secret: Buffer) {}

  make(list: string, lastId: string): string {
    return `${Buffer.from(lastId).toString('base64url')}.${this.sign(list, lastId).toString('base64url')}`;
  }

  /** The id after which the list goes on. */
  read(list: string, cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const [id = '', signature = ''] = cursor.split('.');
    const lastId = Buffer.from(id, 'base64url').toString();
    const [expected, given] = [this.sign(list, lastId), Buffer.from(signature, 'base64url')];
    if (expected.length === given.length && timingSafeEqual(expected, given)) return lastId;
    throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: '/cursor', code: 'NOT_A_CURSOR' }] });
  }

  private sign(list: string, lastId: string): Buffer {
    return createHmac('sha256', this.secret).update(`cursor\n${list}\n${lastId}`).digest().subarray(0, 16);
  }
}
