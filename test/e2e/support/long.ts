/**
 * True in the long series, `npm run e2e -- --all`. Its rows run the whole release again and again, for hours on two cores: an ordinary run leaves
 * them out, and jest counts them as skipped.
 */
export const isLong = process.env.SEALWRIGHT_E2E_ALL === '1';

/** A group of the long series. */
export const longDescribe = isLong ? describe : describe.skip;

/** A test of the long series. */
export const longTest = isLong ? test : test.skip;
