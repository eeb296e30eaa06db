/**
 * A test is a thousand people on one address, each faster than a person, and most of them register. What keeps such people
 * out has tests of its own, which run with the defaults; everything else is not about it.
 */
export const UNLIMITED = { RATE_LIMIT_FACTOR: '100000', REGISTRATION: 'open' };
