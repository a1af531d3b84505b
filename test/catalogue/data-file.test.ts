import { describe, expect, it } from 'vitest';
import { LineTable } from '../../src/catalogue/data-file.ts';

describe('a table of lines', () => {
  it('answers the same by searching its text and, after many questions, by an index', () => {
    const entries = new LineTable<unknown>('cloudformation.json').entries();
    expect(entries.length).toBeGreaterThan(500);
    const backwards = [...entries].reverse();
    for (const order of [entries, backwards]) {
      const table = new LineTable<unknown>('cloudformation.json');
      for (const [key, value] of order) expect(table.get(key)).toEqual(value);
    }
  });

  it('has nothing for what is no key, however often it is asked', () => {
    const table = new LineTable<unknown>('cloudformation.json');
    for (let count = 0; count < 100; count++)
      for (const key of ['__proto__', 'AWS::No::Such', 'ref', '"', '', '\n'])
        expect(table.get(key)).toBeUndefined();
    expect(table.get('AWS::S3::Bucket')).toBeDefined();
  });
});
