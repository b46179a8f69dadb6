/** The page may draw, and answer the person, before this is fulfilled: long work is done in slices. */
export const nextTurn = (): Promise<void> => new Promise((done) => setTimeout(done));
