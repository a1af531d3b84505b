import { describe, expect, it } from 'vitest';
import { describeSeconds, secondsOfDuration } from '../../src/analysis/session-length.ts';

describe('secondsOfDuration', () => {
  it.each([
    ['PT1H', 3600],
    ['PT1H30M', 5400],
    ['PT7H90M', 30_600],
    ['PT45S', 45],
    ['PT3600S', 3600],
    ['P1D', 86_400],
    ['P1DT12H', 129_600],
    ['P1W', 604_800],
    ['PT0.5S', 0],
  ])('reads %s', (text, seconds) => {
    expect(secondsOfDuration(text)).toBe(seconds);
  });

  it.each(['', 'P', 'PT', '3600', 'PT1', '1H', 'PT1H30', 'P1H', '-PT1H', 'pt1h', 'PT1M1H', 'PT1H '])(
    'takes %j for no duration',
    (text) => {
      expect(secondsOfDuration(text)).toBeUndefined();
    },
  );
});

describe('describeSeconds', () => {
  it('says hours where there are some', () => {
    expect([900, 3600, 5400, 43_200].map(describeSeconds)).toEqual([
      '900 seconds',
      'an hour',
      '1.5 hours',
      '12 hours',
    ]);
  });
});
