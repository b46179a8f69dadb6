/** How many lines can be under way at a time. */
export const WIDTHS = [1, 2, 3, 4, 5, 6] as const;
export type Width = (typeof WIDTHS)[number];
export const DEFAULT_WIDTH: Width = 4;
