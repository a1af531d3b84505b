import { describe, expect, it } from 'vitest';
import { progressOn } from '../../src/cli/progress.ts';

function record(isTTY: boolean, quiet = false) {
  let text = '';
  let time = 0;
  const progress = progressOn({ isTTY, write: (more) => void (text += more) }, quiet, () => time);
  return { progress, at: (now: number) => void (time = now), text: () => text };
}

describe('progress', () => {
  it('is shown on a terminal, after a second, on one line that is cleared', () => {
    const { progress, at, text } = record(true);
    progress.say('reading 1 of 9');
    expect(text()).toBe('');
    at(1_000);
    progress.say('reading 2 of 9');
    at(1_050);
    progress.say('reading 3 of 9');
    at(1_100);
    progress.say('reading 4 of 9');
    progress.clear();
    progress.clear();
    expect(text()).toBe('\r\u001b[Kiam-lint: reading 2 of 9\r\u001b[Kiam-lint: reading 4 of 9\r\u001b[K');
  });

  it.each([
    [false, false],
    [true, true],
  ])('is silent with terminal %s and quiet %s', (isTTY, quiet) => {
    const { progress, at, text } = record(isTTY, quiet);
    at(5_000);
    progress.say('reading');
    progress.clear();
    expect(text()).toBe('');
  });
});
