import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../http/problem.js';

const WINDOW_SECONDS = 10;

/** How much one caller may ask, so that a system that asks without end leaves room for others. Counted in this process. */
export class CallerLimit {
  private readonly limiter: RateLimiterMemory;

  constructor(requestsPerSecond: number) {
    this.limiter = new RateLimiterMemory({ points: requestsPerSecond * WINDOW_SECONDS, duration: WINDOW_SECONDS });
  }

  /** Counts a request; a `Problem` (429) if it is one too many. */
  async count(actor: string): Promise<void> {
    try {
      await this.limiter.consume(actor);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new Problem(429, 'TOO_MANY_REQUESTS', {
        details: { seconds },
        headers: { 'retry-after': String(seconds) },
      });
    }
  }
}
