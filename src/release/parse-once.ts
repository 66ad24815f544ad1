/** How a schema is used that is used once a synth: zod would compile it first, which takes longer than one use of it. */
export const PARSE_ONCE = { jitless: true } as const;
