/** A component imports its own styles: they load with it. */
declare module '*.css';
