import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strike, withoutSecret } from '../src/secrets.ts';

const SECRET = `S3cret & <"it's">`;

describe('a text of the server’s', () => {
  it.each([
    [`Truncated value: '${SECRET}'`, "Truncated value: '•••'"],
    ['It starts with S3cret & <', 'It starts with •••'],
    ['<Value>S3cret &amp; &lt;&quot;it&apos;s&quot;&gt;</Value>', '<Value>•••</Value>'],
    [JSON.stringify({ value: SECRET }), '{"value":"•••"}'],
    ['Nothing of it.', 'Nothing of it.'],
  ])('%s', (text, struck) => {
    expect(strike(text, SECRET)).toBe(struck);
  });

  it('is as it was where there is no secret', () => {
    expect(strike('Any words.', '')).toBe('Any words.');
  });

  it('holds no piece of four characters of the secret, whatever both are', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 70 }),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const struck = strike(before + secret + after, secret);
          for (let at = 0; at + 4 <= secret.length; at += 1)
            expect(struck.split('•••').some((part) => part.includes(secret.slice(at, at + 4)))).toBe(false);
        },
      ),
    );
  });

  it('is struck wherever a failure holds it, in its causes too', () => {
    const cause = { kind: 'refused', exceptionType: 'SoException', serverMessage: `no ${SECRET}` } as const;
    expect(JSON.stringify(withoutSecret({ kind: 'notSaved', cause }, SECRET))).not.toContain('S3cr');
  });
});
