import { describe, expect, it } from 'vitest';
import { exceptionClass, isTicket } from '../src/netserver/answer.ts';

describe('the class of an exception', () => {
  it.each([
    'SoSessionException',
    ' SoSessionException\n',
    'SuperOffice.Exceptions.SoSessionException',
    'SuperOffice.Exceptions.SoSessionException, SoCore, Version=8.8.0.0, Culture=neutral, PublicKeyToken=null',
    'SuperOffice.Exceptions.SoSessionException,SoCore',
    'SuperOffice.Exceptions.Outer+SoSessionException, SoCore',
    'SoSessionException`1[[System.String, mscorlib, Version=4.0.0.0]], SoCore',
    'SoSessionException[]',
  ])('%j', (text) => {
    expect(exceptionClass(text)).toBe('SoSessionException');
  });

  it('is none of nothing', () => {
    for (const text of ['', ' ', ', SoCore']) expect(exceptionClass(text)).toBe('');
  });
});

it('a ticket holds nothing that would have to be trimmed or escaped', () => {
  for (const ticket of ['7T:abc+/=', '8A:Cust12345.x']) expect(isTicket(ticket)).toBe(true);
  for (const other of ['', ' 7T:x', '7T: x', '7T:x\n', '7T:ø', null, undefined, 7, {}])
    expect(isTicket(other)).toBe(false);
});
