import { createHash } from 'node:crypto';

/**
 * A logical id with the part that must not stand in one as it is: letters and digits follow the prefix, anything else is
 * replaced by the first ten digits of its SHA-1, as the SAM transform does.
 */
export function suffixedId(prefix: string, suffix: string): string {
  return suffix === '' || /^[A-Za-z0-9]+$/.test(suffix) ? prefix + suffix : hashedId(prefix, suffix);
}

/** A logical id that ends in the hash of a text. */
export function hashedId(prefix: string, text: string): string {
  return prefix + createHash('sha1').update(text).digest('hex').slice(0, 10);
}
