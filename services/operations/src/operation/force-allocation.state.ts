import type { Assets, AssetKind } from '@opsledger/contracts';
import { parseEdtf, type Claim, type FuzzyDate, type Instant } from '@opsledger/kernel';

/** What the register knows of a unit. */
export type UnitCapacity = Readonly<{ name: string; capacity: readonly Assets[] }>;

/** A unit's being assigned, as long as it is. `allocation` counts all that the unit ever had, from 1. */
export type Allocation = Readonly<{
  allocation: number;
  operation: string;
  assets: readonly Assets[];
  from: FuzzyDate;
  to?: FuzzyDate;
  sharePercent?: number;
  /** It has ended; its number stays taken. */
  isOver: boolean;
}>;

/**
 * The n-th allocation of a unit is a text that one operation holds for ever. Whoever decides on the n-th must have seen all
 * before it; two who decide at once want the same number, and the log gives it to one (ADR 11).
 */
export const allocationClaim = (unitId: string, allocation: number): Claim => ({
  kind: 'unit-allocation/1',
  value: `${unitId}#${allocation}`,
});

type Wanted = Pick<Allocation, 'assets' | 'from' | 'to' | 'sharePercent'>;

/**
 * `OPS-3`: the kinds of asset of which a unit has too few at some time if it is assigned once more, or an empty list. Vague dates
 * count in full. What is shared is a pool, as large as its largest user wants, and its shares come to 100 per cent at most. An
 * assignment without assets takes the whole unit.
 */
export const exceeded = (unit: UnitCapacity, allocations: readonly Allocation[], wanted: Wanted): readonly string[] => {
  const others = allocations.filter((other) => !other.isOver && overlap(other, wanted));
  // Use grows only where an assignment begins, so the beginnings within the wanted time are all that has to be looked at.
  const moments = [wanted, ...others]
    .map(({ from }) => spanOf({ from })[0])
    .map((begin) => laterOf(begin, spanOf(wanted)[0]));
  const short = new Set<string>();
  for (const moment of moments) {
    const users = [wanted, ...others.filter((other) => covers(other, moment))];
    for (const { kind, count } of wholeOf(unit)) if (!fits(kind, count, users, unit)) short.add(kind);
  }
  for (const { kind } of wanted.assets) if (!unit.capacity.some((has) => has.kind === kind)) short.add(kind);
  return [...short].toSorted();
};

const WHOLE = 'whole unit';
/** A unit of which no asset is registered can be assigned as a whole only. */
const wholeOf = ({ capacity }: UnitCapacity): readonly Readonly<{ kind: AssetKind | typeof WHOLE; count: number }>[] =>
  capacity.length > 0 ? capacity : [{ kind: WHOLE, count: 1 }];

const fits = (kind: string, capacity: number, users: readonly Wanted[], unit: UnitCapacity): boolean => {
  const used = users.map((user) => ({
    count: (user.assets.length > 0 ? user.assets : wholeOf(unit)).reduce(
      (sum, asset) => (asset.kind === kind ? sum + asset.count : sum),
      0,
    ),
    share: user.sharePercent,
  }));
  const shared = used.filter(({ count, share }) => share !== undefined && count > 0);
  const pool = Math.max(0, ...shared.map(({ count }) => count));
  const alone = used.reduce((sum, { count, share }) => (share === undefined ? sum + count : sum), 0);
  return shared.reduce((sum, { share }) => sum + share!, 0) <= 100 && alone + pool <= capacity;
};

const EVER: readonly [Instant, Instant] = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
/** The longest time that the dates may mean. Without an end it lasts. */
const spanOf = ({ from, to }: Readonly<{ from: FuzzyDate; to?: FuzzyDate }>): readonly [Instant, Instant] => [
  parseEdtf(from.edtf)?.start?.earliest ?? EVER[0],
  (to && parseEdtf(to.edtf)?.end?.latest) ?? EVER[1],
];
const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b);
const overlap = (a: Wanted, b: Wanted): boolean => {
  const [one, other] = [spanOf(a), spanOf(b)];
  return one[0] <= other[1] && other[0] <= one[1];
};
const covers = (a: Wanted, moment: Instant): boolean => spanOf(a)[0] <= moment && moment <= spanOf(a)[1];
