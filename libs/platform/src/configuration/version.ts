/** Of this Opsledger, as its packages and its documents give it. */
export const VERSION = '0.1.0';
