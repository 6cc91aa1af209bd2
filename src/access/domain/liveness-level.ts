/** What the policy demands before a face opens the door, laxest first. */
export const livenessLevels = ['unchecked', 'standard', 'strict'] as const;
export type LivenessLevel = (typeof livenessLevels)[number];
