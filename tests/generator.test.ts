import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CharacterClass, CLASSES, generateSecret } from '../src/generator.ts';

const names = Object.keys(CLASSES) as CharacterClass[];
const fill = (array: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(array);

describe('generateSecret', () => {
  it('has the wished length, every class, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.subarray(names, { minLength: 1 }),
        fc.integer({ min: 12, max: 70 }),
        (classes, length) => {
          const secret = generateSecret(length, classes, fill);
          const allowed = classes.map((name) => CLASSES[name]);
          expect(secret).toHaveLength(length);
          expect(
            [...secret].every((character) => allowed.some((characters) => characters.includes(character))),
          ).toBe(true);
          expect(
            allowed.every((characters) => [...secret].some((character) => characters.includes(character))),
          ).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('draws every character about equally often', () => {
    const digits = CLASSES['0–9'];
    const counts = new Map<string, number>();
    for (const character of Array.from({ length: 400 }, () => generateSecret(70, ['0–9'], fill)).join('')) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const even = (400 * 70) / digits.length;
    for (const digit of digits) expect(Math.abs((counts.get(digit) ?? 0) - even)).toBeLessThan(even * 0.15);
  });

  it('draws again what would wrap around unevenly', () => {
    const drawn = [2 ** 32 - 1, ...Array(12).keys()];
    const secret = generateSecret(12, ['a–z'], (array) => {
      array[0] = drawn.shift() as number;
    });
    expect(secret).toBe(CLASSES['a–z'].slice(0, 12));
  });
});
