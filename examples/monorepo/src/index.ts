/** What both services say. */
export const greeting = 'hello';
