import { isRecord } from './is-record.ts';

/*
 * Shapes of plain values, as data: what a message or a stored value has to look like is written once, for the compiler and for the
 * check when it arrives.
 */

type Scalar = 'number' | 'string' | 'boolean';
interface ArrayOf<S> {
  readonly items: S;
}
interface Nullable<S> {
  readonly orNull: S;
}
type AnyShape = Scalar | Shape | ArrayOf<Shape> | Nullable<Shape | ArrayOf<Shape>>;
/** An object by its members, every one required. */
export interface Shape {
  readonly [name: string]: AnyShape;
}
/** The same members as a type that is declared elsewhere: neither grows without the other. */
export type ShapeOf<T> = { readonly [K in keyof T]: Scalar };
/** The type of the values that fit a shape. */
export type Shaped<S> = S extends 'number'
  ? number
  : S extends 'string'
    ? string
    : S extends 'boolean'
      ? boolean
      : S extends Nullable<infer I>
        ? Shaped<I> | null
        : S extends ArrayOf<infer I>
          ? readonly Shaped<I>[]
          : { readonly [K in keyof S]: Shaped<S[K]> };

/** The shape of a list of any length. */
export function arrayOf<S>(items: S): ArrayOf<S> {
  return { items };
}

/** The shape of a value that may be `null`. */
export function nullable<S>(orNull: S): Nullable<S> {
  return { orNull };
}

/** True of a value with every member of the shape, each of its type, and with no other. `NaN` is no number. */
export function fits(value: unknown, shape: AnyShape): boolean {
  if (typeof shape === 'string') return typeof value === shape && !Number.isNaN(value);
  if ('orNull' in shape) return value === null || fits(value, (shape as Nullable<Shape>).orNull);
  if ('items' in shape)
    return Array.isArray(value) && value.every((item) => fits(item, (shape as ArrayOf<Shape>).items));
  if (!isRecord(value) || Object.keys(value).length !== Object.keys(shape).length) return false;
  return Object.entries(shape).every(
    ([name, inner]) => Object.hasOwn(value, name) && fits(value[name], inner),
  );
}
