export function fuzzForever(): boolean {
  return true;
}
