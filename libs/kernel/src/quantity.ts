export const QUANTITY_QUALIFIERS = ['exact', 'at_least', 'over', 'about', 'at_most'] as const;
export type QuantityQualifier = (typeof QUANTITY_QUALIFIERS)[number];

/** A number as its source gives it: "at least 226" stays at least. What a source does not state is absent, never zero. */
export type Quantity = Readonly<{ value: number; qualifier: QuantityQualifier; asStated?: string }>;
