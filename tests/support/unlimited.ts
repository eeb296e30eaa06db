/**
 * A test is a thousand people on one address, each faster than a person. Limits by rate have tests of their own, which run
 * with the defaults; everything else is not about them.
 */
export const UNLIMITED = { RATE_LIMIT_FACTOR: '100000' };
